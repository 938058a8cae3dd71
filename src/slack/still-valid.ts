import type { Diagnosed } from '../domain/diagnosis.ts'
import { timeOfDay } from '../domain/times.ts'
import type { Desk, Offer } from '../queue/desk.ts'
import { digestOfFacts } from '../store/offers.ts'

/** Why an offer is void, although it is a day old at most: what it stands on was altered, or a newer check says otherwise. */
export async function whyVoid(offer: Offer, desk: Pick<Desk, 'run' | 'newestRun'>): Promise<string | undefined> {
  // It stands on an action of ours; the worker looks at the host again.
  if (offer.direction === 'undo' || offer.standsOn === 'action') return undefined
  const run = await desk.run(offer.runId)
  if (!run) return 'the check that it stands on is gone'
  if (digestOfFacts(run.evidence) !== offer.evidence) return 'the evidence that it stands on is not what it was'
  const newest = await desk.newestRun(run.evidence)
  if (!newest || newest.evidence.startedAt <= run.evidence.startedAt || callsFor(newest, offer)) return undefined
  return `a newer check of ${offer.host} (${timeOfDay(newest.evidence.startedAt)}) does not call for it any more`
}

const callsFor = ({ diagnosis }: Diagnosed, { remedy, args }: Offer): boolean =>
  diagnosis.findings.some(({ remedies }) => remedies.some((one) => one.id === remedy && sameArgs(one.args, args)))

const sameArgs = (one: Record<string, string>, other: Record<string, string>): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => other[key] === value)
