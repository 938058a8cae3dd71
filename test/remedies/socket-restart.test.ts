import { describe, expect, it } from 'vitest'
import { socketRestart } from '../../src/remedies/socket-restart.ts'
import { evidenceIn } from '../causes/library.ts'
import { withComplaint, withUnit } from './units.ts'

const failed = evidenceIn('socket-unit-failed/socket-unit-failed-second-door-trixie.json')
const args = { unit: 'ssh.socket', port: '22' } as const
const stateIn = (evidence = failed) => socketRestart.trouble(evidence, args).state

describe('the trouble that socket-restart ends', () => {
  it('holds while the socket has failed, and sshd would start', () => {
    expect(stateIn()).toBe('holds')
    expect(stateIn(withComplaint(failed, '/etc/ssh/sshd_config line 1: unsupported option "x".'))).toBe('unknown')
  })

  it.each([{ activeState: 'inactive' }, { accept: true }])('is not for a socket that is otherwise: %o', (change) =>
    expect(stateIn(withUnit(failed, 'ssh.socket', change))).toBe('unknown'),
  )
})

it('socket-restart forgets the failures of the service behind it, too', () => {
  expect(socketRestart.plan(args)).toEqual([
    ['systemctl', 'reset-failed', 'ssh.service', 'ssh.socket'],
    ['systemctl', 'start', 'ssh.socket'],
  ])
  expect(socketRestart.undo).toBeUndefined()
})
