import type { LabHost } from './host.ts'
import { attemptLogin } from './person.ts'
import type { Product, Report } from './product.ts'
import type { CheckArgs, Fix } from './scenario.ts'

type Done = Awaited<ReturnType<Product['fix']>>

interface ToFix {
  host: LabHost
  product: Product
  report: Report | undefined
  check: CheckArgs
}

/** The whole story of a fix: out, fixed, in, undone, out. */
export async function tryFix(fix: Fix, { host, product, report, check }: ToFix): Promise<string[]> {
  const args = fix.args ?? report?.findings[0]?.remedies.find(({ id }) => id === fix.remedy)?.args
  if (!args) return [`the finding does not offer ${fix.remedy}`]
  const getsIn = () => fix.getsIn?.(host) ?? getsInByKey(host, check)
  if (await getsIn()) return ['the person gets in before the fix']

  const done = await product.fix(fix.remedy, args)
  if (!isVerified(done)) return [saying('fix', done)]
  if (!(await getsIn())) return ['the person is still out after the fix']
  if (await timersOf(host)) return ['a timed undo is left on the host after a fix that was verified']
  const told = Boolean(done.report?.undo)
  if (told === Boolean(fix.lasting)) return [`the fix tells ${told ? 'an' : 'no'} undo`]
  if (fix.lasting) return []

  const undone = await product.fix(fix.remedy, args, ['--undo'])
  if (!isVerified(undone)) return [saying('fix --undo', undone)]
  return (await getsIn()) ? ['the person still gets in after the undo'] : []
}

const isVerified = ({ exit, report }: Done) => exit === 0 && report?.outcome === 'verified'

async function getsInByKey(host: LabHost, { from, user, port }: CheckArgs): Promise<boolean> {
  const { code } = await attemptLogin(host, { ...(from && { from }), ...(user && { user }), ...(port && { port }) })
  return code === 0
}

/** The timed undos that the host still has before it. */
export const timersOf = (host: LabHost): Promise<string> =>
  host.exec(`systemctl list-units --all --plain --no-legend 'ssh-medic-undo-*'`)

const saying = (what: string, { exit, stdout, stderr }: Done): string =>
  `${what} exits ${exit}: ${stdout.trim()}\n${stderr.trim()}`
