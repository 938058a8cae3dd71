/** What `ssh -v` told of its way in, as far as it came. */
export interface Said {
  version: string
  /** The host key, as ssh prints it: type and fingerprint. */
  hostKey?: { type: string; fingerprint: string }
  /** ssh's own verdict on that key: it went on, or it stopped there. */
  hostKeyVerdict?: 'trusted' | 'refused'
  /** Why a certificate of the host was not taken, verbatim. */
  certificate?: string
  accepted: boolean
  /** The line that says that nothing is in common. */
  noCommon?: string
  /** What the server let us try when it refused our key; undefined when it never came to that. */
  deniedWith?: string[]
  /** Why ssh could not use our own key file. */
  keyTrouble?: string
  /** The last line that is not chatter: why it ended. */
  last: string
}

const CHATTER = /^(debug\d: |OpenSSH_|@{3,}|Warning: Permanently added|Transferred: |Bytes per second: )/

/** Reads the lines in which OpenSSH 7 to 10 says the same things (LC_ALL=C, LogLevel DEBUG1). */
export function readSaid(stderr: string): Said {
  const line = (pattern: RegExp) => pattern.exec(stderr)
  const [, type, fingerprint] = line(/^debug1: Server host (?:key|certificate): (\S+) (SHA256:[^\s,]+)/m) ?? []
  const hostKeyVerdict = verdictOf(stderr)
  const certificate = line(/^Certificate invalid: .*$/m)?.[0]
  const noCommon = line(/^Unable to negotiate with .*: no matching .*$/m)?.[0]
  const denied = line(/^\S.*: Permission denied(?: \(([^)\n]*)\))?\.?\s*$/m)
  const keyTrouble = line(/^Permissions .* for '.*' are too open\./m)?.[0]
  return {
    version: line(/^debug1: Local version string SSH-2\.0-(\S+)/m)?.[1] ?? '',
    ...(type && fingerprint && { hostKey: { type: type.replace(/-cert-v\d\d@openssh\.com$/, ''), fingerprint } }),
    ...(hostKeyVerdict && { hostKeyVerdict }),
    ...(certificate && { certificate }),
    accepted: isAccepted(stderr),
    ...(noCommon && { noCommon }),
    ...(denied && { deniedWith: denied[1]?.split(',') ?? [] }),
    ...(keyTrouble && { keyTrouble }),
    last: withoutChatter(stderr).trim().split('\n').at(-1) ?? '',
  }
}

/** Whether the login has succeeded: older versions say it in other words. */
export const isAccepted = (stderr: string): boolean =>
  /^(Authenticated to \S+ .*using |debug1: Authentication succeeded )/m.test(stderr)

function verdictOf(stderr: string): Said['hostKeyVerdict'] {
  if (/^Host key verification failed\.\s*$/m.test(stderr)) return 'refused'
  // It would not have gone on to the login with a key that it does not trust.
  return /^debug1: Host '.*' is known and matches the /m.test(stderr) || isAccepted(stderr) ? 'trusted' : undefined
}

/** What the remote command wrote, without what ssh said of itself. */
export const withoutChatter = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => !CHATTER.test(line) && !/^Authenticated to \S+ \(/.test(line))
    .join('\n')
