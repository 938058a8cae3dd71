import type { AuthorizedKey } from '../../domain/inside/login.ts'
import { lines, type Output } from '../section.ts'

/** The keys of a file: its lines as grep cut them, with the fingerprints that ssh-keygen found, where both agree how many there are. */
export function keysOf(
  listed: Output | undefined,
  printed: Output | undefined,
): { keys: AuthorizedKey[]; fingerprints: string[] } {
  const prints = lines(printed).flatMap((line) => {
    const [, bits, fingerprint] = /^(\d{1,6}) (SHA256:[A-Za-z0-9+/]{43}=?|MD5:[0-9a-f:]{47})( |$)/.exec(line) ?? []
    return fingerprint ? [{ bits: Number(bits), fingerprint }] : []
  })
  const keys = lines(listed).flatMap((line) => keyOf(line) ?? [])
  const agree = keys.length === prints.length
  return {
    keys: agree ? keys.map((key, index) => ({ ...key, ...prints[index] })) : keys,
    fingerprints: prints.map(({ fingerprint }) => fingerprint),
  }
}

/** `3:from="10.0.0.0/8" ssh-ed25519 AAAA`; a line that begins with # is none, although it may hold a key. */
function keyOf(line: string): AuthorizedKey | undefined {
  const [, number, text = ''] = /^(\d{1,9}):(.*)$/.exec(line) ?? []
  const [, options = '', type = ''] =
    /^((?:[^"]|"(?:[^"\\]|\\.)*")*?)(?:^|[ \t])((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]{1,64})[ \t]{1,9}AAAA/.exec(
      text.trim(),
    ) ?? []
  if (!number || !type || text.trim().startsWith('#')) return undefined
  return { line: Number(number), options: options.trim(), type, text: text.trim() }
}
