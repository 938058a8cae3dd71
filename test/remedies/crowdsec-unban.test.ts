import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { CrowdsecDecision } from '../../src/domain/inside/strain.ts'
import { crowdsecUnban } from '../../src/remedies/crowdsec-unban.ts'
import { evidenceIn } from '../causes/library.ts'
import { CLIENT } from './evidence.ts'
import { changed } from './observations.ts'

const args = { ip: CLIENT, port: '22', left: '14390' }
const blocked = evidenceIn('crowdsec-bouncer/crowdsec-bouncer-bookworm.json')
const own: CrowdsecDecision = { value: CLIENT, type: 'ban', origin: 'crowdsec', leftS: 14_390 }
const decided = (...decisions: CrowdsecDecision[]) =>
  changed(blocked, 'guards', { sshguard: { running: false, log: [] }, crowdsec: { decisions } })

describe('the trouble that crowdsec-unban ends', () => {
  it('holds while the bouncer keeps the address out and CrowdSec has decided so', () => {
    expect(crowdsecUnban.trouble(decided(own), args).state).toBe('holds')
  })

  it.each([
    ['a network of it is banned as well', decided(own, { ...own, value: '203.0.113.0/24' }), 'whole network'],
    ['this host has decided nothing', decided(), 'decided nothing'],
    ['there is no cscli', changed(blocked, 'guards', { sshguard: { running: false, log: [] } }), 'cscli'],
  ])('is unknown when %s', (_case, evidence, because) => {
    expect(crowdsecUnban.trouble(evidence, args)).toMatchObject({ because: expect.stringContaining(because) })
  })
})

describe('the commands of crowdsec-unban', () => {
  it('lift the ban, and put it back for the time that was left', () => {
    expect(crowdsecUnban.plan(args)).toEqual([['cscli', 'decisions', 'delete', '--ip', CLIENT]])
    expect(crowdsecUnban.undo?.(args)).toEqual([
      ['cscli', 'decisions', 'add', '--ip', CLIENT, '--duration', '14390s', '--reason', 'ssh-medic'],
    ])
  })
})

describe('a diagnosis', () => {
  const offered = (...decisions: CrowdsecDecision[]) => diagnose(decided(...decisions)).findings[0]?.remedies

  it('offers it for the longest of the bans of the address', () => {
    expect(offered({ ...own, leftS: 60 }, own)).toMatchObject([{ id: 'crowdsec-unban', args }])
  })

  it('offers nothing where a network is banned, for cscli would lift that, too', () => {
    expect(offered(own, { ...own, value: '203.0.113.0/24' })).toEqual([])
  })
})
