import type { LabHost } from './host.ts'
import { loginCommand } from './person.ts'
import { run } from './sh.ts'

/** A person whose client can do less than the one of this machine: one attempt, which has to fail as said. */
export async function tryOldClient(host: LabHost, option: string, says: RegExp): Promise<void> {
  const [program, ...rest] = loginCommand(host, {}, 'true')
    .join('\0')
    .replace('\0ssh\0', `\0ssh\0-o\0${option}\0`)
    .split('\0')
  const { stderr } = await run([program ?? '', ...rest], { timeoutMs: 60_000 })
  if (!says.test(stderr)) throw new Error(`the old client says ${stderr.trim() || '(nothing)'}, not ${says}`)
}
