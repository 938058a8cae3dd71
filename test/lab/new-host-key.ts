import type { LabHost } from './host.ts'
import { loginCommand } from './person.ts'
import { run } from './sh.ts'

/** A login of somebody who takes any host key: for a host that has new ones. */
export async function attemptNewKey(host: LabHost): Promise<boolean> {
  const [last = '', ...rest] = loginCommand(host, { port: 22 }).reverse()
  const anyKey = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null']
  // The first value of an option counts.
  const argv = rest.reverse()
  const at = argv.indexOf('ssh') + 1
  return (
    (await run([...argv.slice(0, at), ...anyKey, ...argv.slice(at), last, 'true'], { timeoutMs: 60_000 })).code === 0
  )
}
