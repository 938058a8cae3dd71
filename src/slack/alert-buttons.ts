import type { Asked, ShownAlert } from '../domain/message.ts'
import type { Desk } from '../queue/desk.ts'
import { type Buttons, NO_BUTTONS } from './blocks/buttons.ts'
import { buttonsOfHead, type Offering } from './offers.ts'

/** The fix, the check and the evidence of the newest run stand below the alert of a single host, as below any answer. */
export async function buttonsOfAlert(alert: ShownAlert, offering: Offering, desk: Pick<Desk, 'run'>): Promise<Buttons> {
  const [host] = alert.hosts
  if (!host || alert.hosts.length > 1) return NO_BUTTONS
  const asked: Asked = { host: host.name, vantage: host.vantage, requestedBy: { id: 'watch' } }
  const runId = host.found?.runId
  const diagnosed = runId === undefined ? undefined : await desk.run(runId)
  if (runId === undefined || !diagnosed) return NO_BUTTONS
  return buttonsOfHead(runId, { state: 'done', asked, diagnosed }, offering)
}
