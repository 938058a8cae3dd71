import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabHost } from './host.ts'
import { loginCommand } from './person.ts'
import { run } from './sh.ts'

interface Typed {
  user: string
  password: string
  /** How often ssh may ask in this one connection. */
  prompts?: number
}

/** A person who has no key at hand and types a password: whether it let them in. */
export async function typePassword(host: LabHost, { user, password, prompts = 1 }: Typed): Promise<boolean> {
  const answer = join(host.folder, 'askpass')
  writeFileSync(answer, `#!/bin/sh\necho '${password}'\n`, { mode: 0o700 })
  const [head = [], tail = []] = split(loginCommand(host, { user }, 'true'))
  const options = ['BatchMode=no', 'PubkeyAuthentication=no', `NumberOfPasswordPrompts=${prompts}`]
  const { code } = await run([...head, ...options.flatMap((option) => ['-o', option]), ...tail], {
    env: { PATH: process.env.PATH, SSH_ASKPASS: answer, SSH_ASKPASS_REQUIRE: 'force' },
  })
  return code === 0
}

/** ssh takes the first value of an option: ours have to stand before the usual ones. */
function split(command: string[]): [string[], string[]] {
  const at = command.indexOf('-F')
  return [command.slice(0, at), command.slice(at)]
}
