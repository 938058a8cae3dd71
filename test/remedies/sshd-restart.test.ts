import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { answerOf } from '../../src/domain/evidence.ts'
import type { SshdProcess } from '../../src/domain/inside.ts'
import { sshdRestart } from '../../src/remedies/sshd-restart.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'
import { withComplaint, withUnit } from './units.ts'

const old = evidenceIn('sshd-upgraded-not-restarted/sshd-upgraded-not-restarted-second-door-bookworm.json')
const args = { unit: 'ssh.service', port: '22' } as const
const stateIn = (evidence = old) => sshdRestart.trouble(evidence, args).state
const withProcess = (change: Partial<SshdProcess>) =>
  changed(old, 'sshd-process', {
    processes: (answerOf(old, 'sshd-process')?.processes ?? []).map((one) => ({ ...one, ...change })),
  })
const current = { exe: '/usr/sbin/sshd', state: 'S' }

describe('the trouble that sshd-restart ends', () => {
  it('holds while the listener runs a program that is no longer on disk, or a signal has stopped it', () => {
    expect(stateIn()).toBe('holds')
    expect(stateIn(withProcess({ ...current, state: 'T' }))).toBe('holds')
  })

  it('is gone when the listener runs what is on disk', () => expect(stateIn(withProcess(current))).toBe('gone'))

  it('is not for one that waits for a disk, which no signal ends', () =>
    expect(stateIn(withProcess({ ...current, state: 'D' }))).toBe('gone'))

  it.each([
    ['sshd -t finds an error', withComplaint(old, '/etc/ssh/sshd_config: line 9: Bad configuration option: X')],
    ['nobody asked sshd', changed(old, 'sshd-config', undefined)],
    ['nobody listens', changed(old, 'listeners', { listeners: [] })],
    ['nobody saw the process', changed(old, 'sshd-process', undefined)],
  ])('is not for it while %s', (_case, evidence) => expect(stateIn(evidence)).toBe('unknown'))
})

describe('sshd-restart', () => {
  it('tests the files first, and the host starts sshd by itself if nobody gets in', () => {
    expect(sshdRestart.plan(args)).toEqual([
      ['sshd', '-t'],
      ['systemctl', 'restart', 'ssh.service'],
    ])
    expect(sshdRestart.rescue?.(args, 'do')).toEqual([['systemctl', 'start', 'ssh.service']])
    expect(sshdRestart.undo).toBeUndefined()
  })

  it('is offered for an sshd that a signal has stopped, where it is that of systemd', () => {
    const hung = evidenceIn('sshd-hung/sshd-hung-trixie.json')
    const login = { observation: 'login', at: '', ms: 1, outcome: 'accepted', user: 'medic' } as const
    const observations = [...hung.observations.filter(({ observation }) => observation !== 'login'), login]
    const offered = (evidence = { ...hung, observations }) =>
      diagnose(evidence as typeof hung)
        .findings.find(({ cause }) => cause === 'sshd-hung')
        ?.remedies.map(({ id }) => id)
    expect(offered()).toEqual(['sshd-restart'])
    expect(offered(withUnit({ ...hung, observations } as typeof hung, 'ssh.service', { mainPid: 1 }))).toEqual([])
  })
})
