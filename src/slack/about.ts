import type { Host } from '../config/schema.ts'
import type { Subject } from '../policy/grants.ts'
import type { Offer } from '../queue/desk.ts'
import type { Remedy } from '../remedies/define.ts'
import { remedyOf } from '../remedies/index.ts'

/** An offer as this version understands it: its host is in the inventory, its remedy takes these arguments. */
export interface Understood {
  offer: Offer
  host: Host
  remedy: Remedy
  args: Record<string, string>
  subject: Required<Subject>
}

/** What an offer is about; undefined when this version, or this inventory, does not know. */
export function understand(offer: Offer, hosts: readonly Host[]): Understood | undefined {
  const host = hosts.find(({ name }) => name === offer.host)
  const remedy = remedyOf(offer.remedy)
  const args = remedy?.args.safeParse(offer.args)
  if (!host || !remedy || !args?.success) return undefined
  return { offer, host, remedy, args: args.data, subject: { tags: host.tags, risk: remedy.risk } }
}
