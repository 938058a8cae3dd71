import { describe, expect, it } from 'vitest'
import type { Diagnosed } from '../../src/domain/diagnosis.ts'
import type { Offer } from '../../src/queue/desk.ts'
import { whyVoid } from '../../src/slack/still-valid.ts'
import { digestOfFacts } from '../../src/store/offers.ts'
import { bannedRun, unbanned } from './fixtures.ts'

const offer: Offer = {
  ...{ runId: 'run-1', host: 'web-01', vantage: 'bastion-a', remedy: 'fail2ban-unban', direction: 'do', command: 'c' },
  args: { jail: 'sshd', ip: '203.0.113.7' },
  evidence: digestOfFacts(bannedRun.evidence),
}
const later = (change: Partial<Diagnosed['diagnosis']> = {}): Diagnosed => ({
  evidence: { ...bannedRun.evidence, startedAt: '2026-11-21T13:00:00.000Z' },
  diagnosis: { ...bannedRun.diagnosis, ...change },
})
const desk = (run: Diagnosed | undefined, newest = run) => ({ run: async () => run, newestRun: async () => newest })
const onAction = { evidence: digestOfFacts(unbanned) }

describe('an offer is void', () => {
  it.each<[string, Offer, ReturnType<typeof desk>, string | undefined]>([
    ['not while its check is the newest', offer, desk(bannedRun), undefined],
    ['not when a newer check calls for it, too', offer, desk(bannedRun, later()), undefined],
    ['when a newer check does not', offer, desk(bannedRun, later({ findings: [] })), 'does not call for it any more'],
    ['when its check is gone', offer, desk(undefined), 'is gone'],
    ['when the evidence is not what it was', offer, desk(later()), 'is not what it was'],
    [
      'when it says to stand on a check and stands on none',
      { ...offer, ...onAction },
      desk(bannedRun),
      'not what it was',
    ],
    [
      'not for a newer check when it undoes an action',
      { ...offer, ...onAction, direction: 'undo' },
      desk(undefined),
      undefined,
    ],
    ['nor when it follows an action', { ...offer, ...onAction, standsOn: 'action' }, desk(undefined), undefined],
  ])('%s', async (_when, given, known, because) => {
    const told = await whyVoid(given, known)
    if (because === undefined) expect(told).toBeUndefined()
    else expect(told).toContain(because)
  })
})
