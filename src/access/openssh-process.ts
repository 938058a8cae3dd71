import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { homedir } from 'node:os'
import type { Identity } from './identity.ts'
import type { KnownHosts } from './known-hosts.ts'

/** Where and as whom the system's own ssh goes. */
export interface Destination {
  address: string
  port: number
  user: string
  identity: Identity
  known: KnownHosts
}

/** Seconds for TCP and greeting; what comes after them is bounded by whoever waits. */
const CONNECT_TIMEOUT_S = 10

/**
 * The system's ssh as one process for one command: no configuration of anybody, no shared connection, no question asked, the
 * same known_hosts, names and keys as our own client.
 */
export function startSsh(to: Destination, command: string, logLevel: 'DEBUG1' | 'ERROR'): Ssh {
  const { alias, destination } = nameOf(to)
  const options = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: quoted(to.known.file),
    GlobalKnownHostsFile: 'none',
    CheckHostIP: 'no',
    UpdateHostKeys: 'no',
    ControlMaster: 'no',
    ControlPath: 'none',
    ConnectTimeout: String(CONNECT_TIMEOUT_S),
    PreferredAuthentications: 'publickey',
    LogLevel: logLevel,
    ...alias,
    ...('files' in to.identity && { IdentitiesOnly: 'yes', IdentityAgent: 'none' }),
  }
  const keys = 'files' in to.identity ? to.identity.files : []
  return spawn(
    'ssh',
    [
      ...['-F', 'none', '-T', '-p', String(to.port), '-l', to.user],
      ...keys.flatMap((file) => ['-o', `IdentityFile=${quoted(file)}`]),
      ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
      ...['--', destination, command],
    ],
    { env: environment(to.identity), stdio: 'pipe' },
  )
}

export type Ssh = ChildProcessWithoutNullStreams

const environment = (identity: Identity): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: homedir(),
  LC_ALL: 'C',
  ...('agent' in identity && { SSH_AUTH_SOCK: identity.agent }),
})

/**
 * One name decides, also when another machine had the same address once. An alias stands for the port too, and certificates would
 * have to bear it: so at another port than 22 ssh is given the name itself.
 */
function nameOf({ address, port, known: { name } }: Destination) {
  if (port !== 22 && name) return { alias: {}, destination: name }
  return { alias: { ...(name && { HostKeyAlias: name }) }, destination: address }
}

/** A file name as ssh_config(5) wants it: quoted for its blanks, and % doubled. */
const quoted = (file: string): string => `"${file.replaceAll('%', '%%')}"`
