import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openWith, type Sealed, type SealKind, sealWith } from './sealing.ts'
import { type ActionJob, type Order, order as orderShape } from './shapes.ts'

/** Clocks of bot and worker may differ by so much. */
export const CLOCK_SKEW_MS = 60_000

export interface Signer {
  keyId: string
  sign(order: Order): ActionJob
  seal(kind: SealKind, body: unknown): Sealed
  /** What this signer sealed; undefined when it did not. */
  open(kind: SealKind, sealed: Sealed): unknown
}

type Refusal = 'unknown-key' | 'bad-signature' | 'malformed' | 'expired' | 'not-yet-valid'
type Verified = { accepted: true; order: Order } | { accepted: false; refusal: Refusal; because: string }

export interface Verifier {
  /** The keys whose orders are accepted. */
  keyIds: readonly string[]
  verify(job: ActionJob, now: Date): Verified
  /** What a bot with a known key sealed; undefined when none did. */
  open(kind: SealKind, sealed: Sealed): unknown
}

/** A pair that lives as long as the process: for bot and worker in one. */
export function ephemeralKeys(): { signer: Signer; verifier: Verifier } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { signer: signerOf(privateKey), verifier: verifierOf([publicKey]) }
}

/** The bot's signer from its private key (PEM, PKCS#8). */
export function loadSigner(privateKeyFile: string): Signer {
  const pem = readPem(privateKeyFile, 'signing.privateKeyFile')
  const key = parseKey(() => createPrivateKey(pem), privateKeyFile, 'an ed25519 private key', CREATE_PRIVATE)
  return signerOf(key)
}

/** A worker's verifier from the public keys (PEM, SPKI) that it accepts orders from. */
export function loadVerifier(publicKeyFiles: readonly string[]): Verifier {
  const keys = publicKeyFiles.map((file) => {
    const pem = readPem(file, 'signing.publicKeyFiles')
    if (pem.includes('PRIVATE KEY'))
      throw new Error(`${file} holds a private key: a worker gets the public one only. ${CREATE_PUBLIC}`)
    return parseKey(() => createPublicKey(pem), file, 'an ed25519 public key', CREATE_PUBLIC)
  })
  return verifierOf(keys)
}

const CREATE_PRIVATE = 'Make one with: openssl genpkey -algorithm ed25519 -out signing.pem'
const CREATE_PUBLIC = 'Derive it with: openssl pkey -in signing.pem -pubout -out signing.pub.pem'

function signerOf(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey)
  const keyId = keyIdOf(publicKey)
  const own = new Map([[keyId, publicKey]])
  return {
    keyId,
    seal: (kind, body) => sealWith(privateKey, keyId, kind, body),
    open: (kind, sealed) => openWith(own, kind, sealed),
    sign: (order) => {
      const signed = JSON.stringify(order)
      return { signed, signature: signBytes(null, Buffer.from(signed), privateKey).toString('base64'), keyId }
    },
  }
}

function verifierOf(publicKeys: readonly KeyObject[]): Verifier {
  const keys = new Map(publicKeys.map((key) => [keyIdOf(key), key]))
  return {
    keyIds: [...keys.keys()],
    verify: (job, now) => verify(job, keys, now),
    open: (kind, sealed) => openWith(keys, kind, sealed),
  }
}

/** The signature is checked before anything is parsed: unsigned bytes mean nothing. */
function verify(job: ActionJob, keys: ReadonlyMap<string, KeyObject>, now: Date): Verified {
  const key = keys.get(job.keyId)
  if (!key) return refuse('unknown-key', unknownKey(job.keyId, keys.size))
  if (!verifyBytes(null, Buffer.from(job.signed), key, Buffer.from(job.signature, 'base64')))
    return refuse('bad-signature', 'the order was altered after it was signed')
  const order = parseOrder(job.signed)
  return order ? checkTimes(order, now) : refuse('malformed', 'the order does not have the shape this version knows')
}

function unknownKey(keyId: string, known: number): string {
  if (known === 0) return 'this worker accepts no orders: list the bot’s public key under signing.publicKeyFiles'
  return `the order is signed by key ${keyId}, which is not among signing.publicKeyFiles`
}

/** That an order is over; undefined while it may be begun. */
export function overWords({ expiresAt }: Order, now: Date): string | undefined {
  return now.getTime() > Date.parse(expiresAt) + CLOCK_SKEW_MS ? `the order expired at ${expiresAt}` : undefined
}

function checkTimes(order: Order, now: Date): Verified {
  const issuedMs = Date.parse(order.issuedAt)
  const over = overWords(order, now)
  if (over !== undefined) return refuse('expired', over)
  if (now.getTime() < issuedMs - CLOCK_SKEW_MS)
    return refuse('not-yet-valid', `the order is from ${order.issuedAt}: compare the clocks of bot and worker`)
  return { accepted: true, order }
}

function parseOrder(signed: string): Order | undefined {
  try {
    return orderShape.safeParse(JSON.parse(signed)).data
  } catch {
    return undefined
  }
}

const refuse = (refusal: Refusal, because: string): Verified => ({ accepted: false, refusal, because })

const keyIdOf = (publicKey: KeyObject) =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)

function readPem(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Error(`${setting} names ${file}, which cannot be read. ${CREATE_PRIVATE}; ${CREATE_PUBLIC}`, { cause })
  }
}

function parseKey(parse: () => KeyObject, file: string, expected: string, create: string): KeyObject {
  let key: KeyObject
  try {
    key = parse()
  } catch (cause) {
    throw new Error(`${file} does not hold ${expected} in PEM. ${create}`, { cause })
  }
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new Error(`${file} holds a key of type ${key.asymmetricKeyType}; orders need ed25519. ${create}`)
}
