import { describe, expect, it } from 'vitest'
import { gaveUp, lastComplaint, orderBehind } from '../../../src/causes/reading/unit-history.ts'
import type { Unit } from '../../../src/domain/inside/units.ts'
import type { LogLine } from '../../../src/domain/inside.ts'
import type { Answered } from '../../../src/domain/observation.ts'

const at = '2026-11-21T10:57:00+01:00'

const history = (commands: string[], lines: LogLine[] = []): Answered<'unit-history'> => ({
  observation: 'unit-history',
  ...{ at: '2026-11-21T10:00:00Z', ms: 1, outcome: 'read', commands: [], lines },
  orders: commands.map((command) => ({ at, who: 'medic', command })),
})

describe('the order behind a state', () => {
  it.each([
    '/usr/bin/systemctl stop ssh',
    'systemctl --now stop ssh.service',
    'systemctl stop nginx sshd.socket',
    '/usr/sbin/service ssh stop',
  ])('is found in %s', (command) => {
    expect(orderBehind(history([command]), { verbs: 'stop|kill' })).toMatchObject({ command })
  })

  it.each([
    'systemctl restart ssh',
    'systemctl stop sshguard',
    'systemctl stop ssh-agent.service',
    'echo systemctl stop ssh',
    'service stop ssh',
  ])('is not %s', (command) => {
    expect(orderBehind(history([command]), { verbs: 'stop|kill' })).toBeUndefined()
  })

  it('was not taken back since', () => {
    const commands = ['systemctl mask ssh', 'systemctl unmask ssh']
    expect(orderBehind(history(commands), { verbs: 'mask', undone: 'unmask' })).toBeUndefined()
    expect(orderBehind(history(commands.toReversed()), { verbs: 'mask', undone: 'unmask' })).toBeDefined()
  })

  it.each([
    ['Sat 2026-11-21 10:57:01 CET', true],
    ['Sat 2026-11-21 11:57:01 CET', false],
    ['Sat 2026-11-21 10:56:40 CET', false],
    ['', false],
  ])('came right before its effect at %j: %s', (effectAt, found) => {
    expect(orderBehind(history(['systemctl stop ssh']), { verbs: 'stop', effectAt }) !== undefined).toBe(found)
  })
})

describe('giving up', () => {
  const unit = { id: 'ssh.service' } as Unit
  const systemd = (text: string): LogLine => ({ at, tag: 'systemd', text })
  const start = systemd('Starting ssh.service - OpenBSD Secure Shell server...')
  const tooQuickly = systemd('ssh.service: Start request repeated too quickly.')
  const error: LogLine = { at, tag: 'sshd', text: 'error: Bind to port 22 on :: failed: Address already in use.' }

  it('is systemd’s last word on starting the unit', () => {
    expect(gaveUp(history([], [start, tooQuickly]), unit)).toBe(true)
    expect(gaveUp(history([], [tooQuickly, start]), unit)).toBe(false)
    expect(gaveUp(history([], [start]), unit)).toBe(false)
  })

  it('does not blame what sshd said before its last start', () => {
    expect(lastComplaint(history([], [start, error]), unit)).toBe(error)
    expect(lastComplaint(history([], [error, start]), unit)).toBeUndefined()
  })

  it('does not believe a person who writes systemd’s words', () => {
    const forged = { ...tooQuickly, tag: 'sshd' }
    expect(gaveUp(history([], [start, forged]), unit)).toBe(false)
  })
})
