import { describe, expect, it } from 'vitest'
import { sshdResetFailed } from '../../src/remedies/sshd-reset-failed.ts'
import { evidenceIn } from '../causes/library.ts'
import { withComplaint, withSshdOn, withUnit } from './units.ts'

const failed = evidenceIn('sshd-start-limit-hit/sshd-start-limit-hit-second-door-bookworm.json')
const args = { unit: 'ssh.service', port: '22' } as const
const stateIn = (evidence = failed) => sshdResetFailed.trouble(evidence, args).state

describe('the trouble that sshd-reset-failed ends', () => {
  it('holds while systemd has it as failed, or waits before the next try', () => {
    expect(stateIn()).toBe('holds')
    expect(stateIn(withUnit(failed, 'ssh.service', { activeState: 'activating', subState: 'auto-restart' }))).toBe(
      'holds',
    )
  })

  it('is gone when sshd listens', () => expect(stateIn(withSshdOn(failed, 22))).toBe('gone'))

  it('is not for one that was stopped, nor for one that would fail again', () => {
    expect(stateIn(withUnit(failed, 'ssh.service', { activeState: 'inactive', subState: 'dead' }))).toBe('unknown')
    expect(stateIn(withComplaint(failed, 'sshd: no hostkeys available -- exiting.'))).toBe('unknown')
  })
})

it('sshd-reset-failed forgets the failures of that unit alone, and then starts it', () => {
  expect(sshdResetFailed.plan(args)).toEqual([
    ['systemctl', 'reset-failed', 'ssh.service'],
    ['systemctl', 'start', 'ssh.service'],
  ])
  expect(sshdResetFailed.undo).toBeUndefined()
})
