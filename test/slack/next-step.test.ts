import { expect, it } from 'vitest'
import { policySchema } from '../../src/config/policy.ts'
import type { RemedyOffer } from '../../src/domain/diagnosis.ts'
import type { Offer } from '../../src/queue/desk.ts'
import { buttonsOfReply } from '../../src/slack/offers.ts'
import { whyVoid } from '../../src/slack/still-valid.ts'
import { unbanned } from './fixtures.ts'

const KEEP: RemedyOffer = {
  id: 'iptables-persist',
  title: 'Keep the rule of iptables after a restart',
  risk: 'careful',
  args: { ip: '203.0.113.7', port: '22', chain: 'INPUT', file: '/etc/iptables/rules.v4', line: '7' },
  command: "sudo -n sed -i '7i …' /etc/iptables/rules.v4",
}

it('a step that follows a fix is a button below it, and stays valid without a run', async () => {
  const remembered: Offer[] = []
  const { offers } = await buttonsOfReply(
    'run-1',
    { kind: 'action', action: { ...unbanned, next: KEEP } },
    {
      desk: { remember: async (offer) => `offer-${remembered.push(offer)}`, mayObey: async () => true },
      policy: policySchema.parse({ fix: { users: ['U1'] } }),
      hosts: [{ name: 'web-01', address: '192.0.2.1', port: 22, tags: [] }],
      people: { names: async () => ['Ada'], channel: async () => ({ externallyShared: false, joined: true }) },
      vantageOf: () => 'bastion-a',
      otherVantages: async () => [],
      mayUpload: true,
      channel: 'C1',
    },
  )
  expect(offers.map(({ label }) => label)).toHaveLength(2)
  const [keep] = remembered.filter(({ remedy }) => remedy === KEEP.id)
  expect(keep).toMatchObject({ args: KEEP.args, direction: 'do', command: KEEP.command })
  const nothingKnown = { run: async () => undefined, newestRun: async () => undefined }
  expect(keep && (await whyVoid(keep, nothingKnown))).toBeUndefined()
})
