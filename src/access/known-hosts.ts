import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { matchesGlob } from '../domain/glob.ts'
import type { KnownKey } from '../domain/observation.ts'

/** One line of a known_hosts file, as sshd(8) describes it. */
interface Entry {
  patterns: string
  marker: 'revoked' | 'cert-authority' | undefined
  key: KnownKey
  blob: string
}

type KeyVerdict = 'match' | 'unknown' | 'changed' | 'revoked'

export interface KnownHosts {
  /** The key types on record, in the file's order: to be asked for first. */
  types: string[]
  judge(key: Buffer): { verdict: KeyVerdict; type: string; fingerprint: string; expected: KnownKey[] }
}

/**
 * What the file knows of a host. The first of its names that has a key on record decides: the key of another machine, which had
 * the same address once, must not pass. A key revoked for any of the names is revoked. A file that is not there knows nothing.
 */
export function knownHostsOf(file: string, names: string[], port: number): KnownHosts {
  const all = parse(readIfThere(file), file)
  const byName = names.map((name) => {
    const lookup = (port === 22 ? name : `[${name}]:${port}`).toLowerCase()
    return all.filter(({ patterns }) => matches(patterns, lookup))
  })
  const entries = byName.flat()
  const plain = byName.map((some) => some.filter(({ marker }) => marker === undefined)).find(isNotEmpty) ?? []
  return { types: [...new Set(plain.map(({ key }) => key.type))], judge: (key) => judge(key, entries, plain) }
}

const isNotEmpty = (entries: Entry[]) => entries.length > 0

function judge(key: Buffer, entries: Entry[], plain: Entry[]) {
  const blob = key.toString('base64')
  const shown = { type: typeOf(key), fingerprint: fingerprintOf(key) }
  const revoked = entries.filter((entry) => entry.marker === 'revoked' && entry.blob === blob)
  if (revoked.length > 0) return { verdict: 'revoked' as const, ...shown, expected: revoked.map((entry) => entry.key) }
  const expected = plain.map((entry) => entry.key)
  if (plain.some((entry) => entry.blob === blob)) return { verdict: 'match' as const, ...shown, expected }
  return { verdict: expected.length > 0 ? ('changed' as const) : ('unknown' as const), ...shown, expected }
}

/** The fingerprint as `ssh-keygen -lf` prints it. */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** A public key blob starts with its type as an SSH string (RFC 4253, 6.6). */
function typeOf(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0
  return key.subarray(4, 4 + Math.min(length, 64)).toString('latin1')
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw new Error(`cannot read the known_hosts file ${file}`, { cause: error })
  }
}

function parse(text: string, file: string): Entry[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/\s+/)
    const marker = words[0]?.startsWith('@') ? words.shift()?.slice(1) : undefined
    const [patterns, type, blob] = words
    if (!patterns || patterns.startsWith('#') || !type || !blob) return []
    if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return []
    const key = { type, fingerprint: fingerprintOf(Buffer.from(blob, 'base64')), file, line: index + 1 }
    return [{ patterns, marker, key, blob }]
  })
}

function matches(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) return matchesHash(patterns, name)
  const list = patterns.toLowerCase().split(',')
  if (list.some((pattern) => pattern.startsWith('!') && matchesGlob(name, pattern.slice(1)))) return false
  return list.some((pattern) => !pattern.startsWith('!') && matchesGlob(name, pattern))
}

/** `|1|salt|hash`: HMAC-SHA1 of the name under the salt (ssh_config(5), HashKnownHosts). */
function matchesHash(pattern: string, name: string): boolean {
  const [, , salt = '', hash = ''] = pattern.split('|')
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}
