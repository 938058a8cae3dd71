import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { answerOf } from '../../src/domain/evidence.ts'
import { penaltiesClear } from '../../src/remedies/penalties-clear.ts'
import { evidenceIn } from '../causes/library.ts'
import { CLIENT } from './evidence.ts'
import { changed } from './observations.ts'
import { withComplaint, withUnit } from './units.ts'

const recorded = evidenceIn('persource-penalties/persource-penalties-trixie.json')
const last = answerOf(recorded, 'sshd-log')?.lines.findLast(({ text }) => text.includes('penalty: '))
const told = (time = '') => `Sat ${last?.at.slice(0, 10)} ${time || last?.at.slice(11, 19)} UTC`
const punished = withUnit(recorded, 'ssh.service', { activeSince: told('00:00:01') })
const args = { ip: CLIENT, unit: 'ssh.service', port: '22' } as const
const stateIn = (evidence = punished, ip: string = CLIENT) => penaltiesClear.trouble(evidence, { ...args, ip }).state

describe('the trouble that penalties-clear ends', () => {
  it('holds while sshd, since it started, has refused this address for a penalty', () =>
    expect(stateIn()).toBe('holds'))

  it('is gone when sshd was started after the last refusal', () =>
    expect(stateIn(withUnit(punished, 'ssh.service', { activeSince: told() }))).toBe('gone'))

  it('is gone for an address that it did not refuse', () => expect(stateIn(punished, '203.0.113.8')).toBe('gone'))

  it('is gone when the longest penalty is over', () => {
    const late = changed(punished, 'identity', { now: '2026-11-21T12:00:00+00:00' })
    expect(stateIn(late)).toBe('gone')
  })

  it.each([
    ['sshd -t finds an error', withComplaint(punished, '/etc/ssh/sshd_config: line 9: Bad configuration option: X')],
    ['systemd does not run sshd', withUnit(punished, 'ssh.service', { activeState: 'inactive' })],
    ['nobody read the log', changed(punished, 'sshd-log', undefined)],
    ['systemd does not tell since when it runs', withUnit(punished, 'ssh.service', { activeSince: '' })],
  ])('is not for it while %s', (_case, evidence) => expect(stateIn(evidence)).toBe('unknown'))
})

describe('penalties-clear', () => {
  it('says what it really is: a restart, after a test of the files', () => {
    expect(penaltiesClear.plan(args)).toEqual([
      ['sshd', '-t'],
      ['systemctl', 'restart', 'ssh.service'],
    ])
    expect(penaltiesClear.title).toContain('restart')
    expect(penaltiesClear.undo).toBeUndefined()
  })

  it('is offered for the client that is punished', () =>
    expect(diagnose(punished).findings[0]?.remedies).toMatchObject([{ id: 'penalties-clear', args }]))
})
