import { describe, expect, it } from 'vitest'
import { sshdUnmask } from '../../src/remedies/sshd-unmask.ts'
import { evidenceIn } from '../causes/library.ts'
import { withComplaint, withUnit } from './units.ts'

const masked = evidenceIn('sshd-masked/sshd-masked-second-door-trixie.json')
const args = { unit: 'ssh.service', start: 'ssh.service' } as const
const stateIn = (evidence = masked, start: 'ssh.service' | 'ssh.socket' = 'ssh.service') =>
  sshdUnmask.trouble(evidence, { ...args, start }).state
const open = { loadState: 'loaded', unitFileState: 'enabled' }

describe('the trouble that sshd-unmask ends', () => {
  it('holds while it is masked, whether it still runs or not', () => {
    expect(stateIn()).toBe('holds')
    expect(stateIn(withUnit(masked, 'ssh.service', { activeState: 'active' }))).toBe('holds')
  })

  it('is gone when it is not masked, and what was to be started is active', () => {
    expect(stateIn(withUnit(masked, 'ssh.service', { ...open, activeState: 'active' }))).toBe('gone')
    const socket = withUnit(withUnit(masked, 'ssh.service', open), 'ssh.socket', { activeState: 'active' })
    expect(stateIn(socket, 'ssh.socket')).toBe('gone')
  })

  it.each([
    ['it is not masked, and does not run', withUnit(masked, 'ssh.service', open)],
    ['the mask goes with the next boot', withUnit(masked, 'ssh.service', { unitFileState: 'masked-runtime' })],
    ['sshd would not start', withComplaint(masked, 'Privilege separation user sshd does not exist')],
  ])('is not for it while %s', (_case, evidence) => expect(stateIn(evidence)).toBe('unknown'))
})

it('the undo of sshd-unmask stops nothing', () => {
  expect(sshdUnmask.plan(args)).toEqual([
    ['systemctl', 'unmask', 'ssh.service'],
    ['systemctl', 'start', 'ssh.service'],
  ])
  expect(sshdUnmask.undo?.(args)).toEqual([['systemctl', 'mask', 'ssh.service']])
})
