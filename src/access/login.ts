import type { Duplex } from 'node:stream'
import ssh2, { type AuthHandlerMiddleware, type ConnectConfig } from 'ssh2'
import type { Answers, Flow } from '../domain/observation.ts'
import { redact, withoutControls } from '../domain/redact.ts'
import { saveRoundTrips } from './fewer-round-trips.ts'
import { fingerprintsOf, type Identity } from './identity.ts'
import { type Offered, overhearKexInit } from './kexinit.ts'
import type { Judgement, KnownHosts } from './known-hosts.ts'
import type { Gateway, Shell } from './shell.ts'
import { shellOver } from './ssh-shell.ts'

export interface LoginOptions {
  user: string
  identity: Identity
  known: KnownHosts
  /** Only looks at the host key: ends before we say who we are, whatever key it is. */
  keyOnly?: boolean
  timeoutMs: number
  signal?: AbortSignal | undefined
  /** Asked about the connection when it went silent, before it is given up. */
  flow?: () => Flow | undefined
}

/** What the way from banner to shell answered; what was not reached is undefined. */
export interface Entry {
  kex: Answers['kex']
  hostKey?: Answers['host-key']
  login?: Answers['login']
  shell?: Shell
}

/** The same by our own library, which can also connect on from the host. */
export interface LoggedIn extends Entry {
  shell?: Gateway
}

/**
 * Key exchange, host key and login over a connection that is already open. A host key that is not on record ends it before we
 * say who we are. Rejects only with the signal's reason.
 */
export async function login(socket: Duplex, options: LoginOptions): Promise<LoggedIn> {
  const { user, known, timeoutMs, signal } = options
  if (signal?.aborted) socket.destroy()
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client()
    const seen: Seen = { methods: [] }
    let settled = false

    const timer = setTimeout(() => end({ timedOutMs: timeoutMs, flow: options.flow?.() }), timeoutMs)
    const onAbort = () => {
      settle()
      client.destroy()
      socket.destroy()
      reject(signal?.reason)
    }
    function settle(): boolean {
      const first = !settled
      settled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      return first
    }
    function end(trouble: Trouble) {
      if (!settle()) return
      client.destroy()
      socket.destroy()
      resolve(concluded(seen, trouble, options))
    }

    signal?.addEventListener('abort', onAbort, { once: true })
    // ssh2 reports one failure twice; what is not heard would end the process.
    client.on('error', (error: Error & { level?: string }) => end({ error: error.message, level: error.level ?? '' }))
    client.on('close', () => end({ error: 'the server closed the connection', level: '' }))
    client.on('ready', () => {
      if (settle())
        resolve({
          ...concluded(seen, {}, options),
          login: { outcome: 'accepted', user },
          shell: shellOver(client, socket),
        })
    })
    client.on('banner', (text: string) => {
      seen.said = `${seen.said ?? ''}${text}`.slice(0, 1_024)
    })
    overhearKexInit(socket, {
      offered: (offered) => {
        seen.offered = offered
      },
      complaint: (text) => {
        seen.complaint = text
      },
    })
    client.connect({
      sock: socket,
      username: user,
      readyTimeout: 0,
      algorithms: { serverHostKey: preferring(known.types) },
      hostVerifier: (key: Buffer) => {
        seen.hostKey = hostKeyAnswer(known, known.judge(key))
        return seen.hostKey.outcome === 'match' && !options.keyOnly
      },
      authHandler: authenticator(options, seen),
    })
    saveRoundTrips(client, options.identity)
  })
}

/** What the report says of a host key. */
function hostKeyAnswer(known: KnownHosts, judgement: Judgement): Answers['host-key'] {
  const { verdict, type, fingerprint, expected, elsewhere } = judgement
  if (verdict === 'match') return { outcome: verdict, type, fingerprint }
  const more = {
    ...(elsewhere.length > 0 && { alsoKnownAs: elsewhere }),
    ...(known.authorities.length > 0 && { authorities: known.authorities }),
  }
  if (verdict === 'unknown') return { outcome: verdict, type, fingerprint, ...more }
  return { outcome: verdict, type, fingerprint, expected, ...more }
}

interface Seen {
  offered?: Offered
  complaint?: string
  hostKey?: Answers['host-key']
  methods: string[]
  /** What the server had to say before it let us in or not: its banner, and PAM's words. */
  said?: string
  partial?: boolean
}
interface Trouble {
  error?: string
  level?: string
  timedOutMs?: number
  flow?: Flow | undefined
}

/** Asks first for the key types that are on record, as OpenSSH does: else a second key of the host would look like a change. */
function preferring(types: string[]): ServerHostKeys {
  const known = types.flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type]))
  const usable = known.filter((type) => SUPPORTED.has(type))
  return { prepend: usable, remove: ['ssh-dss'], append: [] } as ServerHostKeys
}
type ServerHostKeys = NonNullable<NonNullable<ConnectConfig['algorithms']>['serverHostKey']>
const SUPPORTED = new Set([
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
])

/** Offers each key once, without asking first which methods there are: that saves a round trip. */
function authenticator({ user, identity }: LoginOptions, seen: Seen): AuthHandlerMiddleware {
  const methods = ('agent' in identity
    ? [{ type: 'agent', username: user, agent: identity.agent }]
    : identity.keys.map((key) => ({ type: 'publickey', username: user, key }))) as unknown as Parameters<
    Parameters<AuthHandlerMiddleware>[2]
  >[0][]
  return (left, partial, next) => {
    if (left) seen.methods = left as unknown as string[]
    if (partial) seen.partial = true
    next(methods.shift() ?? (false as never))
  }
}

function concluded(seen: Seen, trouble: Trouble, options: LoginOptions): LoggedIn {
  const kex = kexAnswer(seen, trouble)
  if (kex.outcome !== 'offered' || !seen.hostKey) return { kex, ...(seen.hostKey && { hostKey: seen.hostKey }) }
  return {
    kex,
    hostKey: seen.hostKey,
    ...(seen.hostKey.outcome === 'match' && { login: loginAnswer(seen, trouble, options) }),
  }
}

function kexAnswer(seen: Seen, { error = '', timedOutMs, flow }: Trouble): Answers['kex'] {
  const { offered, hostKey, complaint } = seen
  if (offered && hostKey) return { outcome: 'offered', ...offered }
  if (!offered && complaint) return { outcome: 'closed', error, complaint }
  if (timedOutMs !== undefined)
    return { outcome: 'timed-out', timeoutMs: timedOutMs, offered: offered !== undefined, ...(flow && { flow }) }
  if (offered && /no matching/i.test(error)) return { outcome: 'no-common-algorithm', error, ...listsOf(offered) }
  return { outcome: 'closed', error }
}

const listsOf = ({ kex, hostKey, ciphers, macs }: Offered) => ({ kex, hostKey, ciphers, macs })

function loginAnswer(
  { methods, partial, said }: Seen,
  { error = '', level, timedOutMs }: Trouble,
  { user, identity }: LoginOptions,
): Answers['login'] {
  if (timedOutMs !== undefined) return { outcome: 'timed-out', user, timeoutMs: timedOutMs }
  if (level === 'client-authentication') {
    const offered = fingerprintsOf(identity)
    return { outcome: 'denied', user, methods, ...(offered.length > 0 && { offered }), ...(partial && { partial }) }
  }
  const words = said ? withoutControls(redact(said)).trim() : ''
  const reason = error.replace(/[^\x20-\x7e]/g, '·').slice(0, 1_024)
  return { outcome: 'disconnected', user, reason, ...(words && { said: words }) }
}
