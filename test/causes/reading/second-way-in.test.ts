import { describe, expect, it } from 'vitest'
import { isServed, ownElsewhere } from '../../../src/causes/reading/listening.ts'
import { answerOf } from '../../../src/domain/evidence.ts'
import type { Unit } from '../../../src/domain/inside/units.ts'
import { evidenceIn } from '../library.ts'

const down = evidenceIn('sshd-start-limit-hit/sshd-start-limit-hit-second-door-bookworm.json')
const listeners = answerOf(down, 'listeners')
const units = answerOf(down, 'units')
if (!listeners || !units) throw new Error('the recording lacks what listens')

const withService = (change: Partial<Unit>, portsInFiles = units.portsInFiles) => ({
  ...units,
  ...(portsInFiles && { portsInFiles }),
  units: units.units.map((one) => (one.id === 'ssh.service' ? { ...one, ...change } : one)),
})

describe('an sshd on port 2222, while people try port 22', () => {
  it('is a second way in where systemd’s own is meant for port 22, and is down', () => {
    expect(isServed(listeners, units, 22)).toBe(false)
    expect(ownElsewhere(listeners, units, 22)).toBe(false)
  })

  it.each([
    ['systemd’s own runs, and listens there', withService({ activeState: 'active' })],
    [
      'nobody ever meant systemd’s own to run',
      withService({ activeState: 'inactive', activeSince: '', unitFileState: 'disabled' }),
    ],
    ['its files say port 2222', withService({}, [2222])],
  ])('is where SSH is served when %s', (_case, others) => {
    expect(isServed(listeners, others, 22)).toBe(true)
    expect(ownElsewhere(listeners, others, 22)).toBe(true)
  })

  it('is where SSH is served when nobody could ask systemd', () =>
    expect(isServed(listeners, undefined, 22)).toBe(true))
})
