import { join } from 'node:path'
import type { LabHost } from './host.ts'
import { proxyCommand } from './jump.ts'
import { CLIENT } from './places.ts'
import { IDENTITY } from './root-fs.ts'
import { type Ran, run } from './sh.ts'
import { onBastion } from './vantage.ts'

interface Attempt {
  from?: string
  user?: string
  port?: number
  address?: string
  connectTimeoutS?: number
  key?: string | undefined
  wants?: 'terminal' | 'sftp' | undefined
  jump?: boolean
}

/** One attempt of a person to log in, with the OpenSSH of this machine, from the person's own address. */
export const attemptLogin = (host: LabHost, attempt: Attempt = {}): Promise<Ran> =>
  run([...loginCommand(host, attempt), ...WANTED[attempt.wants ?? 'command']], { timeoutMs: 60_000 })

/** What follows the host's name: ssh takes options there as well. */
const WANTED = { command: ['true'], terminal: ['-tt', 'true'], sftp: ['-s', 'sftp'] }

export function loginCommand(host: LabHost, attempt: Attempt = {}, command?: string): string[] {
  const {
    from = CLIENT,
    user = 'medic',
    port = host.port,
    address = host.address,
    connectTimeoutS = 3,
    jump,
    key,
  } = attempt
  const options = {
    BatchMode: 'yes',
    IdentitiesOnly: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: join(host.folder, 'known_hosts'),
    ConnectTimeout: connectTimeoutS,
    ...(jump && { ProxyCommand: proxyCommand(host) }),
  }
  return onBastion(host.folder, [
    ...[
      'ssh',
      '-F',
      'none',
      ...(from === 'any' ? [] : ['-b', from]),
      '-i',
      key ? join(host.folder, key) : IDENTITY,
      '-p',
      String(port),
    ],
    ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    `${user}@${address}`,
    ...(command === undefined ? [] : [command]),
  ])
}
