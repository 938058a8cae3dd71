import type { Answers } from '../domain/observation.ts'
import type { Entry, LoggedIn } from './login.ts'
import { type Destination, startSsh } from './openssh-process.ts'
import { isAccepted, readSaid, type Said } from './openssh-says.ts'
import { shellOverSsh, WAITING_COMMAND } from './openssh-shell.ts'

const MAX_BYTES = 256 * 1024

interface Options extends Destination {
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/**
 * Whether the system's own ssh may get in where our library could not: nothing in common with the library says nothing of
 * OpenSSH, and only OpenSSH checks certificates of hosts.
 */
export function mayNeedOpenssh({ kex, hostKey }: LoggedIn): boolean {
  if (kex.outcome === 'no-common-algorithm') return true
  const certified = kex.outcome === 'offered' && kex.hostKey.some((type) => type.includes('-cert-v'))
  return certified && hostKey?.outcome === 'unknown' && (hostKey.authorities ?? []).length > 0
}

/**
 * The login once more, by the system's ssh: what our library has seen, completed by what ssh says. Unchanged when there is no
 * ssh, or when a key is revoked for one of the host's names, which ssh would look up under one name only.
 */
export async function loginWithOpenssh(options: Options, before: LoggedIn): Promise<Entry> {
  if (options.known.revokes) return before
  const attempt = await start(options)
  return attempt ? concluded(before, attempt, options) : before
}

interface Attempt {
  said: Said
  shell?: NonNullable<Entry['shell']>
  timedOut?: boolean
}

function start({ timeoutMs, signal, ...to }: Options): Promise<Attempt | undefined> {
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const ssh = startSsh(to, WAITING_COMMAND, 'DEBUG1')
    let stderr = ''
    const settle = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      ssh.off('close', onClose).stderr.off('data', onStderr)
    }
    const stop = (attempt: Attempt | undefined) => {
      settle()
      ssh.kill('SIGKILL')
      resolve(attempt)
    }
    const onClose = () => stop({ said: readSaid(stderr) })
    const onAbort = () => {
      settle()
      ssh.kill('SIGKILL')
      reject(signal?.reason)
    }
    const onStderr = (chunk: Buffer) => {
      if (stderr.length < MAX_BYTES) stderr += chunk.toString('utf8')
      if (!isAccepted(stderr)) return
      settle()
      const next = (command: string) => startSsh(to, command, 'ERROR')
      resolve({ said: readSaid(stderr), shell: shellOverSsh(ssh, next) })
    }
    const timer = setTimeout(() => stop({ said: readSaid(stderr), timedOut: true }), timeoutMs)
    signal?.addEventListener('abort', onAbort, { once: true })
    // There is no ssh here: then nobody else has tried.
    ssh.on('error', () => stop(undefined)).on('close', onClose)
    ssh.stdin.on('error', () => {})
    ssh.stderr.on('data', onStderr)
  })
}

function concluded(before: LoggedIn, { said, shell, timedOut }: Attempt, { user, known, timeoutMs }: Options): Entry {
  const via = { client: 'openssh', version: said.version } as const
  if (!said.hostKey) {
    shell?.close()
    return { ...before, kex: notAgreed(before.kex, said, via) }
  }
  const hostKey = hostKeyOf(said, known, before.hostKey)
  const through = { kex: agreed(before.kex, via), hostKey }
  if (hostKey.outcome !== 'match') return through
  if (shell) return { ...through, login: { outcome: 'accepted', user, via: 'openssh' }, shell }
  return { ...through, login: timedOut ? { outcome: 'timed-out', user, timeoutMs } : refused(said, user) }
}

function notAgreed(kex: Answers['kex'], { noCommon }: Said, via: Via): Answers['kex'] {
  return kex.outcome === 'no-common-algorithm' && noCommon ? { ...kex, error: noCommon, via } : kex
}

function agreed(kex: Answers['kex'], via: Via): Answers['kex'] {
  if (kex.outcome !== 'no-common-algorithm') return kex
  const { ciphers = [], macs = [], kex: algorithms, hostKey } = kex
  return { outcome: 'offered', kex: algorithms, hostKey, ciphers, macs, compression: [], via }
}

/** ssh has judged the key by the same file and name; which entry it compared with is ours to tell. */
function hostKeyOf(said: Said, known: Destination['known'], before: LoggedIn['hostKey']): Answers['host-key'] {
  const shown = said.hostKey ?? { type: '', fingerprint: '' }
  if (said.hostKeyVerdict === 'trusted') return { outcome: 'match', ...shown }
  const more = { ...(said.certificate && { certificate: said.certificate }) }
  if (before && before.outcome !== 'match') return { ...before, ...more }
  const expected = known.expected
  if (expected.length > 0) return { outcome: 'changed', ...shown, expected, ...more }
  return {
    outcome: 'unknown',
    ...shown,
    ...(known.authorities.length > 0 && { authorities: known.authorities }),
    ...more,
  }
}

function refused({ deniedWith, keyTrouble, last }: Said, user: string): Answers['login'] {
  if (keyTrouble || !deniedWith) return { outcome: 'disconnected', user, reason: (keyTrouble ?? last).slice(0, 1_024) }
  return { outcome: 'denied', user, methods: deniedWith }
}

type Via = { client: 'openssh'; version: string }
