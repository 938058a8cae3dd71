import { timeOfDay } from '../domain/times.ts'
import { fromHere, grantsOf, namedBy } from '../policy/grants.ts'
import type { Desk } from '../queue/desk.ts'
import type { Request } from '../queue/guard.ts'
import { argvsOf, commandLines } from '../remedies/commands.ts'
import type { Ending } from '../store/requests.ts'
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
  const request = await desk.request(requestId)
  if (!('ending' in request)) return { known: false }
  const { found, ending } = request
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
    until: timeOfDay(found.expiresAt),
    approvers: { users: users.filter((id) => id !== found.by.id), groups },
    over: overWords(found, ending),
  }
}

/** How a request ended; undefined while it can be answered. */
function overWords({ expiresAt }: Request, ending: Ending | undefined): string | undefined {
  if (ending) return ENDED[ending.state](ending.by.name ?? ending.by.id, timeOfDay(ending.at))
  return Date.parse(expiresAt) <= Date.now() ? `It ended at ${timeOfDay(expiresAt)} without its approvals.` : undefined
}

const ENDED: Record<Ending['state'], (who: string, when: string) => string> = {
  approved: (who, when) => `It has its approvals, the last by ${who} at ${when}.`,
  denied: (who, when) => `${who} ended it at ${when}.`,
  void: (_, when) => `It is void since ${when}: the thread says why.`,
}
