import type { Address } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'

interface Known {
  user: string
  client?: { address: Address } | undefined
  login?: Answered<'login'> | undefined
  connect?: Answered<'connect'> | undefined
}

/** Where the refused person comes from: the client, or we ourselves when our own login of that name was refused. */
export function addressOf({ user, client, login, connect }: Known): Address | undefined {
  if (client) return client.address
  const ours = login && login.outcome !== 'accepted' && login.user === user
  return ours && connect?.outcome === 'connected' ? connect.localAddress : undefined
}

/** What one reads as: "deploy from 203.0.113.7". */
export const nameOf = (user: string, address: Address | undefined): string =>
  address ? `${user} from ${address}` : user
