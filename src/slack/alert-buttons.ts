import type { AlertHost } from '../domain/alert.ts'
import type { Diagnosed } from '../domain/diagnosis.ts'
import type { Asked, ShownAlert } from '../domain/message.ts'
import { isAwaited } from '../monitor/changes.ts'
import type { Desk } from '../queue/desk.ts'
import { type Buttons, NO_BUTTONS } from './blocks/buttons.ts'
import { againButtons, buttonsOfHead, type Offering } from './offers.ts'

/**
 * The fix, the check and the evidence of the newest run that came to an answer stand below the alert of a single host, as below
 * any answer; without one, it can be checked again.
 */
export async function buttonsOfAlert(alert: ShownAlert, offering: Offering, desk: Pick<Desk, 'run'>): Promise<Buttons> {
  const [host] = alert.hosts
  const runId = host && alert.hosts.length === 1 ? answeredRun(host) : undefined
  if (!host || runId === undefined) return NO_BUTTONS
  const diagnosed = await desk.run(runId)
  if (diagnosed)
    return buttonsOfHead(runId, { state: 'done', asked: askedIn(diagnosed, offering), diagnosed }, offering)
  return isAwaited(host) ? NO_BUTTONS : againButtons(runId, askedOf(host.name, host.vantage), offering)
}

/** The answer that the alert tells of: a cause stays until a check finds SSH working. */
const answeredRun = ({ found, check }: AlertHost) =>
  check?.state === 'healthy' ? check.runId : (found?.runId ?? check?.runId)

const askedOf = (host: string, vantage: string): Asked => ({ host, vantage, requestedBy: { id: 'watch' } })

/** To check again is to ask what was asked: the port that people use, and whoever it was about. */
function askedIn({ evidence: { host, vantage, client, user } }: Diagnosed, { hosts }: Offering): Asked {
  const isOtherPort = hosts.find(({ name }) => name === host.name)?.port !== host.port
  return {
    ...askedOf(host.name, vantage),
    ...(client && { client: client.address }),
    ...(user !== undefined && { user }),
    ...(isOtherPort && { port: host.port }),
  }
}
