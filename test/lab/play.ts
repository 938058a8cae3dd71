import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { bootHost, type LabHost } from './host.ts'
import { attemptLogin } from './person.ts'
import type { Suite } from './places.ts'
import { type Answer, type Product, productFor, type Report } from './product.ts'
import type { Expected, Fix, Scenario, Symptom } from './scenario.ts'
import { tryFix } from './try-fix.ts'
import { layOverEtc } from './vantage.ts'

const TIMEOUT_MS = 120_000

export interface Played {
  name: string
  suite: Suite
  ms: number
  /** What is not as expected; none when it passed. */
  failures: string[]
}

export interface PlayOptions {
  /** Only the hosts and their symptoms: what can be shown without the product. */
  withoutProduct?: boolean
  /** Plays each fix on every suite of its scenario. */
  allFixes?: boolean
  signal?: AbortSignal
}

/** Plays one scenario on a fresh host. */
export async function play(scenario: Scenario, suite: Suite, options: PlayOptions = {}): Promise<Played> {
  const startedMs = performance.now()
  const failures = await failuresOf(scenario, suite, options).catch((error: unknown) => [
    error instanceof Error ? error.message : String(error),
  ])
  return { name: scenario.name, suite, ms: performance.now() - startedMs, failures }
}

/**
 * Whether the scenario's fix is played on this suite. It takes as long as four checks, so where a scenario is played on both
 * suites its fix is played on one, as its name falls: each suite has half of them.
 */
export function playsFix({ fix, name, suites }: Scenario, suite: Suite, { allFixes = false }: PlayOptions): boolean {
  if (!fix || allFixes || suites.length === 1) return fix !== undefined
  return suites[Buffer.from(name).reduce((sum, byte) => sum + byte) % suites.length] === suite
}

async function failuresOf(scenario: Scenario, suite: Suite, options: PlayOptions) {
  const { withoutProduct, signal } = options
  const name = `${scenario.name}-${suite}-${randomBytes(2).toString('hex')}`
  const host = await bootHost({ ...scenario.host, name, suite })
  try {
    await breakHost(scenario, host)
    const wrong = await trySymptom(host, scenario.symptom)
    const symptoms = wrong.length > 0 && !scenario.host?.absent ? [...wrong, await sshdLog(host)] : wrong
    if (withoutProduct) return symptoms
    const limit = AbortSignal.any([AbortSignal.timeout(scenario.slowMs ?? TIMEOUT_MS), ...(signal ? [signal] : [])])
    const fix = playsFix(scenario, suite, options) ? scenario.fix : undefined
    return [...symptoms, ...(await judge(scenario, fix, host, productFor(host, limit, scenario.slowMs)))]
  } finally {
    await host.stop()
  }
}

export async function breakHost({ break: script, provoke, etc }: Scenario, host: LabHost): Promise<void> {
  if (etc) layOverEtc(host.folder, etc(host))
  if (script) await host.exec(script)
  await provoke?.(host)
}

async function trySymptom(host: LabHost, symptom: Symptom | undefined): Promise<string[]> {
  if (!symptom) return []
  // A login that is to work gets time: nobody waits for it in vain.
  const { code, stderr, ms } = await attemptLogin(host, symptom.says ? symptom : { connectTimeoutS: 20, ...symptom })
  const said = stderr.trim() || '(nothing)'
  if (!symptom.says && code !== 0) return [`symptom: the login should work, but ssh exits ${code}: ${said}`]
  if (symptom.slowerThanMs !== undefined && ms < symptom.slowerThanMs) return [`symptom: ssh takes only ${ms} ms`]
  if (!symptom.says) return []
  return code !== 0 && symptom.says.test(stderr)
    ? []
    : [`symptom: ssh exits ${code} and says ${said}, not ${symptom.says}`]
}

/** What sshd has to say of it. */
async function sshdLog(host: LabHost): Promise<string> {
  return (await host.tryExec('journalctl -q --no-pager -n 15 -t sshd -t sshd-session -t sshd-auth')).stdout
}

async function judge(scenario: Scenario, fix: Fix | undefined, host: LabHost, product: Product): Promise<string[]> {
  if (scenario.play) await scenario.play(host, product)
  const saved = join(host.folder, 'evidence.json')
  const answer = await product.check(scenario.check, ['--save', saved])
  const failures = [...compare(scenario.expect, answer), ...(await judgeConsole(scenario, host, product, saved))]
  if (failures.length > 0 || !fix) return failures.length > 0 ? [...failures, excerptOf(answer)] : []
  return tryFix(fix, { host, product, report: answer.report, check: scenario.check ?? {} })
}

/** What is known once a person has helped at the console. */
async function judgeConsole({ console, check }: Scenario, host: LabHost, product: Product, saved: string) {
  if (!console) return []
  const answer = await product.console(saved, check, join(host.folder, 'merged.json'))
  const failures = compare(console, answer)
  return failures.length > 0 ? ['with what the console says:', ...failures, excerptOf(answer)] : []
}

function compare(expected: Expected, { exit, report }: Answer<Report>): string[] {
  if (!report) return [`exit ${exit}, and standard output is not JSON`]
  const [first] = report.findings
  const named = report.findings.map(({ cause }) => cause)
  const pairs: [string, unknown, unknown][] = [
    ['verdict', report.verdict, expected.verdict],
    ['exit', exit, expected.exit],
    ['first finding', first?.cause ?? 'none', expected.cause ?? 'none'],
    ['confidence', first?.confidence, expected.confidence ?? first?.confidence],
  ]
  const differing = pairs.filter(([, seen, wanted]) => seen !== wanted)
  const unwanted = (expected.absent ?? []).filter((cause) => named.includes(cause))
  const open = report.untested.map(({ cause }) => cause)
  const unsaid = expected.untested && !expected.untested.some((cause) => open.includes(cause))
  return [
    ...differing.map(([what, seen, wanted]) => `${what} is ${seen}, not ${wanted}`),
    ...unwanted.map((cause) => `${cause} is named, and must not be`),
    ...(unsaid ? [`none of ${expected.untested?.join(', ')} is named as untested`] : []),
  ]
}

function excerptOf({ report, stdout, stderr, ms }: Answer<Report>): string {
  if (!report) return `${stderr.trim().slice(-1_000)}\n${stdout.slice(0, 500)}`.trim()
  const findings = report.findings.map(({ cause, confidence, summary }) => ({ cause, confidence, summary }))
  const untested = report.untested.map(({ cause, because }) => `${cause}: ${because}`).slice(0, 6)
  return JSON.stringify({ verdict: report.verdict, ms: Math.round(ms), findings, untested }, null, 1)
}
