import type { Answered } from '../../domain/observation.ts'

/** One of the things that both sides have to agree on, and how OpenSSH calls it. */
export interface Mismatch {
  what: 'key exchange method' | 'host key type' | 'cipher' | 'MAC'
  /** All that the server offers of it. */
  theirs: string[]
}

/** What an OpenSSH client offers by itself, 8.8 to 10.x. Newer ones only add to it at the front. */
const KEX = [
  'mlkem768x25519-sha256',
  'sntrup761x25519-sha512',
  'sntrup761x25519-sha512@openssh.com',
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group14-sha256',
]
const HOST_KEYS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-ed25519-cert-v01@openssh.com',
  'ecdsa-sha2-nistp256-cert-v01@openssh.com',
  'ecdsa-sha2-nistp384-cert-v01@openssh.com',
  'ecdsa-sha2-nistp521-cert-v01@openssh.com',
  'sk-ssh-ed25519-cert-v01@openssh.com',
  'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com',
  'rsa-sha2-512-cert-v01@openssh.com',
  'rsa-sha2-256-cert-v01@openssh.com',
]
const CIPHERS = [
  'chacha20-poly1305@openssh.com',
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
]
const MACS = [
  'umac-64-etm@openssh.com',
  'umac-128-etm@openssh.com',
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha1-etm@openssh.com',
  'umac-64@openssh.com',
  'umac-128@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  'hmac-sha1',
]

/** Key exchanges that came late: a server that takes nothing else shuts out every older client. */
const SINCE: Record<string, string> = {
  'mlkem768x25519-sha256': '9.9',
  'sntrup761x25519-sha512': '9.9',
  'sntrup761x25519-sha512@openssh.com': '9.0',
}

/** In the list of key exchanges, and no key exchange: what a side can do besides. */
const MARKER = /^(ext-info-[cs]|kex-strict-[cs]-v00@openssh\.com)$/

/** The lists that a server has offered; ciphers and MACs are missing in old recordings. */
interface Offer {
  kex: string[]
  hostKey: string[]
  ciphers?: string[]
  macs?: string[]
}

export function offerOf(kex: Answered<'kex'> | undefined): Offer | undefined {
  return kex?.outcome === 'offered' || kex?.outcome === 'no-common-algorithm' ? kex : undefined
}

export const kexOf = ({ kex }: Offer): string[] => kex.filter((name) => !MARKER.test(name))

/** Where a current OpenSSH with nothing changed has nothing in common with the server, in the order that it looks. */
export function mismatches(offer: Offer): Mismatch[] {
  const { hostKey, ciphers = CIPHERS, macs = MACS } = offer
  const common = CIPHERS.filter((name) => ciphers.includes(name))
  // The client's first choice counts, and these carry their own checksum.
  const needsMac = !/poly1305|gcm/.test(common[0] ?? 'gcm')
  const all: [Mismatch['what'], string[], string[]][] = [
    ['key exchange method', kexOf(offer), KEX],
    ['host key type', hostKey, HOST_KEYS],
    ['cipher', ciphers, CIPHERS],
    ...(needsMac ? [['MAC', macs, MACS] satisfies [Mismatch['what'], string[], string[]]] : []),
  ]
  return all.flatMap(([what, theirs, ours]) => (theirs.some((name) => ours.includes(name)) ? [] : [{ what, theirs }]))
}

/** The oldest OpenSSH client that the server's key exchanges leave in, when it is a recent one. */
export function oldestClient(offer: Offer): string | undefined {
  const versions = kexOf(offer)
    .filter((name) => KEX.includes(name))
    .map((name) => SINCE[name])
  if (versions.length === 0 || versions.includes(undefined)) return undefined
  return versions.includes('9.0') ? '9.0' : '9.9'
}
