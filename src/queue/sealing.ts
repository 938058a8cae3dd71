import { createHash, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto'

/** Something that the bot wrote and trusts to Redis: its bytes, and the bot's signature over their kind and themselves. */
export interface Sealed {
  text: string
  seal: string
  keyId: string
}

/** A seal of one kind is worth nothing for another, and none is worth anything as the signature of an order. */
export type SealKind = 'request' | 'approval' | 'switch'

const bytesOf = (kind: SealKind, text: string) => Buffer.from(`ssh-medic/${kind}\n${text}`)

export const sealWith = (privateKey: KeyObject, keyId: string, kind: SealKind, body: unknown): Sealed => {
  const text = JSON.stringify(body)
  return { text, seal: signBytes(null, bytesOf(kind, text), privateKey).toString('base64'), keyId }
}

/** What was sealed; undefined when none of these keys sealed exactly this as this kind. */
export function openWith(keys: ReadonlyMap<string, KeyObject>, kind: SealKind, { text, seal, keyId }: Sealed): unknown {
  const key = keys.get(keyId)
  if (!key || !verifyBytes(null, bytesOf(kind, text), key, Buffer.from(seal, 'base64'))) return undefined
  return JSON.parse(text) as unknown
}

/** The name of what was sealed: no two have the same. */
export const nameOf = ({ text }: Sealed): string => createHash('sha256').update(text).digest('base64url')
