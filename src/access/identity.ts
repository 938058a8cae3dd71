import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import type { KeyTrouble } from '../domain/vantage.ts'

/** What we can prove who we are with: private keys with their files, or the agent that holds them. */
export type Identity = Keys | { agent: string }
interface Keys {
  keys: Buffer[]
  files: string[]
}

/** Where ssh looks for keys when nobody names one (ssh_config(5), IdentityFile). */
const USUAL_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/** Why there is no key to log in with: `missing` says it as a clause, with what to do about it. */
export interface NoIdentity {
  missing: string
  why: KeyTrouble
  file?: string
}

/** Finds the login's key. */
export function identityOf(identityFile: string | undefined): Identity | NoIdentity {
  if (identityFile !== undefined) return fromFile(identityFile.replace(/^~(?=\/)/, homedir()))
  const agent = process.env.SSH_AUTH_SOCK
  if (agent && existsSync(agent)) return { agent }
  const found = USUAL_KEYS.map((name) => join(homedir(), '.ssh', name)).filter((file) => existsSync(file))
  const usable = found.map(fromFile).filter((one) => 'keys' in one)
  return usable.length > 0
    ? { keys: usable.flatMap(({ keys }) => keys), files: usable.flatMap(({ files }) => files) }
    : { why: 'none', missing: 'we have no key to log in with: set identityFile of the host, or run an ssh-agent' }
}

/** The fingerprints of keys that we hold, as `ssh-keygen -lf` prints them; an agent keeps its own to itself. */
export function fingerprintsOf(identity: Identity): string[] {
  if ('agent' in identity) return []
  return identity.keys.flatMap((key) => {
    const parsed = ssh2.utils.parseKey(key)
    if (parsed instanceof Error) return []
    return [parsed].flat().map((one) => fingerprintOf(one.getPublicSSH()))
  })
}

const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

function fromFile(file: string): Keys | NoIdentity {
  try {
    const key = readFileSync(file)
    const parsed = ssh2.utils.parseKey(key)
    if (!(parsed instanceof Error)) return { keys: [key], files: [file] }
    if (/encrypted/i.test(parsed.message))
      return { file, why: 'encrypted', missing: `the key ${file} has a passphrase: load it into an ssh-agent` }
    return { file, why: 'not-a-key', missing: `the key ${file} is no private key that we can read` }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    const why = code === 'ENOENT' ? 'missing' : 'unreadable'
    return { file, why, missing: `the key ${file} cannot be read (${code}): correct identityFile of the host` }
  }
}
