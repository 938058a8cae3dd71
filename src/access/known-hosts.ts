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
  file: string
  /** The name that decides. */
  name: string
  /** The keys on record under that name. */
  expected: KnownKey[]
  /** Authorities whose certificates count for this host. */
  authorities: KnownKey[]
  /** Whether a key is marked as revoked for any of the names. */
  revokes: boolean
  judge(key: Buffer): Judgement
}

export interface Judgement {
  verdict: KeyVerdict
  type: string
  fingerprint: string
  expected: KnownKey[]
  /** The key under names of other hosts. */
  elsewhere: (KnownKey & { names: string })[]
}

/**
 * What the file knows of a host. The first of its names that has a key on record decides: the key of another machine, which had
 * the same address once, must not pass. A key revoked for any of the names is revoked. A file that is not there knows nothing.
 */
export function knownHostsOf(file: string, names: string[], port: number): KnownHosts {
  const all = parse(readIfThere(file), file)
  const byName = names.map((name) => {
    const lookup = (port === 22 ? name : `[${name}]:${port}`).toLowerCase()
    return { name, entries: all.filter(({ patterns }) => matches(patterns, lookup)) }
  })
  const entries = [...new Set(byName.flatMap((one) => one.entries))]
  const marked = (marker: Entry['marker']) => entries.filter((entry) => entry.marker === marker)
  const decides =
    byName.find((one) => one.entries.some(isPlain)) ?? byName.find((one) => one.entries.length > 0) ?? byName[0]
  const plain = decides?.entries.filter(isPlain) ?? []
  return {
    types: [...new Set(plain.map(({ key }) => key.type))],
    file,
    name: decides?.name ?? '',
    expected: plain.map(({ key }) => key),
    authorities: marked('cert-authority').map(({ key }) => key),
    revokes: marked('revoked').length > 0,
    judge: (key) => judge(key, { all, entries, plain }),
  }
}

const isPlain = ({ marker }: Entry) => marker === undefined

function judge(key: Buffer, { all, entries, plain }: Record<'all' | 'entries' | 'plain', Entry[]>): Judgement {
  const blob = key.toString('base64')
  const same = (entry: Entry) => entry.blob === blob
  const shown = { type: typeOf(key), fingerprint: fingerprintOf(key) }
  const elsewhere = all.filter((entry) => isPlain(entry) && same(entry) && !entry.patterns.startsWith('|'))
  const told = { ...shown, elsewhere: elsewhere.map((entry) => ({ ...entry.key, names: entry.patterns })) }
  const revoked = entries.filter((entry) => entry.marker === 'revoked' && same(entry))
  if (revoked.length > 0) return { verdict: 'revoked', ...told, expected: revoked.map((entry) => entry.key) }
  const expected = plain.map((entry) => entry.key)
  if (plain.some(same)) return { verdict: 'match', ...told, expected }
  return { verdict: expected.length > 0 ? 'changed' : 'unknown', ...told, expected }
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
