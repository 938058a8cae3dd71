import { describe, expect, it } from 'vitest'
import { sshdEnable } from '../../src/remedies/sshd-enable.ts'
import { evidenceIn } from '../causes/library.ts'
import { withComplaint, withUnit } from './units.ts'

const disabled = evidenceIn('sshd-disabled-at-boot/sshd-disabled-at-boot-second-door-bookworm.json')
const args = { unit: 'ssh.service' } as const
const stateIn = (evidence = disabled) => sshdEnable.trouble(evidence, args).state
const running = { activeState: 'active', subState: 'running' }

describe('the trouble that sshd-enable ends', () => {
  it('holds while it is disabled, whether it runs or not', () => {
    expect(stateIn()).toBe('holds')
    expect(stateIn(withUnit(disabled, 'ssh.service', running))).toBe('holds')
  })

  it('is gone when it is enabled and runs', () =>
    expect(stateIn(withUnit(disabled, 'ssh.service', { ...running, unitFileState: 'enabled' }))).toBe('gone'))

  it('is not for one that would not start', () =>
    expect(stateIn(withComplaint(disabled, 'sshd: no hostkeys available -- exiting.'))).toBe('unknown'))

  it('is not for a host where a socket is to start it', () =>
    expect(stateIn(withUnit(disabled, 'ssh.socket', { unitFileState: 'enabled' }))).toBe('unknown'))

  it.each(['enabled', 'static', 'masked', ''])(
    'is not sure of a service that is %j and does not run',
    (unitFileState) => expect(stateIn(withUnit(disabled, 'ssh.service', { unitFileState }))).toBe('unknown'),
  )
})

it('the undo of sshd-enable stops nothing', () => {
  expect(sshdEnable.plan(args)).toEqual([
    ['systemctl', 'enable', 'ssh.service'],
    ['systemctl', 'start', 'ssh.service'],
  ])
  expect(sshdEnable.undo?.(args)).toEqual([['systemctl', 'disable', 'ssh.service']])
})
