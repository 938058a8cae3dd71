import ssh2, { type Client, type ParsedKey } from 'ssh2'
import type { Identity } from './identity.ts'

/** The part of ssh2 1.17 behind its Client that decides when it waits for an answer. */
interface Protocol {
  service(name: string): void
  authPK(user: string, key: ParsedKey, algorithm: string | undefined, sign?: Sign): void
  _handlers: { SERVICE_ACCEPT?: ((protocol: Protocol, name: string) => void) | undefined }
}
type Sign = (data: Buffer, signed: (signature: Buffer) => void) => void

/** Keys that have one signature algorithm only, so that nothing has to be agreed on first. */
const ONE_ALGORITHM = /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521))$/

/**
 * Saves two round trips of a login: it does not wait for the leave to ask for a login (RFC 4252 lets the request follow at once),
 * and it signs with a key without asking first whether the key would do. To be called right after `connect`. Nothing changes with
 * an agent or an RSA key, which need to hear first what the server takes, nor with another ssh2 whose inside looks different.
 */
export function saveRoundTrips(client: Client, identity: Identity): void {
  if (!startsSimple(identity)) return
  const protocol = (client as unknown as { _protocol?: Protocol })._protocol
  if (typeof protocol?.service !== 'function' || typeof protocol.authPK !== 'function') return
  goOnWithoutLeave(protocol)
  signAtOnce(protocol)
}

function startsSimple(identity: Identity): boolean {
  const [first] = 'keys' in identity ? identity.keys : []
  const key = first && ssh2.utils.parseKey(first)
  return key !== undefined && !(key instanceof Error) && canSign(key)
}

function goOnWithoutLeave(protocol: Protocol): void {
  const begin = protocol._handlers?.SERVICE_ACCEPT
  if (!begin) return
  const request = protocol.service.bind(protocol)
  protocol.service = (name) => {
    request(name)
    protocol._handlers.SERVICE_ACCEPT = undefined
    begin(protocol, name)
  }
}

function signAtOnce(protocol: Protocol): void {
  const authenticate = protocol.authPK.bind(protocol)
  protocol.authPK = (user, key, algorithm, sign) =>
    authenticate(user, key, algorithm, sign ?? (canSign(key) ? signer(key) : undefined))
}

const canSign = (key: ParsedKey) => ONE_ALGORITHM.test(key.type) && key.isPrivateKey()

const signer =
  (key: ParsedKey): Sign =>
  (data, signed) => {
    const signature: Buffer | Error = key.sign(data)
    if (signature instanceof Error) throw signature
    signed(signature)
  }
