import { fromHere, grantsOf, namedBy } from '../policy/grants.ts'
import type { Desk } from '../queue/desk.ts'
import { argvsOf, commandLines } from '../remedies/commands.ts'
import { understand } from './about.ts'
import { labelOf } from './blocks/labels.ts'
import type { ShownRequest } from './blocks/request.ts'
import type { Offering } from './offers.ts'

/** A request as its thread shows it: read from what the bot sealed, never from the message that asks to show it. */
export async function shownRequest(
  requestId: string,
  { policy, hosts }: Pick<Offering, 'policy' | 'hosts'>,
  desk: Pick<Desk, 'request' | 'recall'>,
): Promise<ShownRequest> {
  const { found } = await desk.request(requestId)
  if (typeof found === 'string') return { known: false }
  const offer = await desk.recall(found.offerId)
  const about = offer && understand(offer, hosts)
  if (!about) return { known: false }
  const { host, remedy, args, subject } = about
  const grants = grantsOf(policy, 'approve', subject).filter((grant) => fromHere(grant, found.channel))
  const { users, groups } = namedBy(grants)
  return {
    known: true,
    requestId,
    what: `${labelOf(about.offer)} on ${host.name}`,
    command: commandLines(argvsOf(remedy, args, about.offer.direction, host.user) ?? []),
    asker: found.by.name ?? found.by.id,
    reason: found.reason,
    approvals: found.approvals,
    until: `${found.expiresAt.slice(11, 16)} UTC`,
    approvers: { users: users.filter((id) => id !== found.by.id), groups },
  }
}
