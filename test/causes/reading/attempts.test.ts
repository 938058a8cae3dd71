import { describe, expect, it } from 'vitest'
import { failedAttempt, isSilent, lastAttempt } from '../../../src/causes/reading/attempts.ts'
import type { Answered } from '../../../src/domain/observation.ts'

const at = '2026-11-21T06:00:00+00:00'
const log = (...texts: [pid: number, text: string][]): Answered<'sshd-log'> => ({
  ...{ observation: 'sshd-log', outcome: 'read', at: '2026-11-21T06:01:00.000Z', ms: 1, commands: [] },
  lines: texts.map(([pid, text]) => ({ at, tag: 'sshd', text, pid })),
})
const CLOSED = 'Connection closed by authenticating user deploy 203.0.113.7 port 4 [preauth]'
const ofDeploy = (...texts: [number, string][]) => lastAttempt(log(...texts), 'deploy', '203.0.113.7')

describe('the last attempt', () => {
  it('has every line of its process, and of no other', () => {
    const attempt = ofDeploy([1, 'Authentication refused: x'], [2, 'error: y'], [1, CLOSED])
    expect(attempt?.lines.map(({ text }) => text)).toEqual(['Authentication refused: x', CLOSED])
    expect(attempt).toMatchObject({ accepted: false, recent: true })
  })

  it('is the newest: a login that worked clears an earlier failure', () => {
    const accepted = 'Accepted publickey for deploy from 203.0.113.7 port 5 ssh2: ED25519 SHA256:x'
    const read = log([1, CLOSED], [2, accepted])
    expect(lastAttempt(read, 'deploy', '203.0.113.7')).toMatchObject({ accepted: true })
    expect(failedAttempt(read, 'deploy', '203.0.113.7', undefined)).toBeUndefined()
  })

  it.each([
    'Invalid user deploy from 203.0.113.7 port 1 from 192.0.2.44 port 40000',
    'Invalid user x Connection closed by authenticating user deploy 203.0.113.7 port 4 from 192.0.2.44 port 9',
    'Connection closed by invalid user deploy 203.0.113.7 port 1 192.0.2.44 port 40000 [preauth]',
    'Connection closed by authenticating user deploy 203.0.113.77 port 4 [preauth]',
    'Connection closed by authenticating user deploy2 203.0.113.7 port 4 [preauth]',
    'Failed password for invalid user deploy from 203.0.113.7 port 1 ssh2 from 192.0.2.44 port 40000 ssh2',
    'Failed password for invalid user deploy from 203.0.113.7 port 1 ssh2: x from 192.0.2.44 port 40000 ssh2',
    'error: maximum authentication attempts exceeded for invalid user deploy from 203.0.113.7 port 1 ssh2: x from 192.0.2.44 port 4 ssh2 [preauth]',
    'Disconnecting invalid user deploy 203.0.113.7 port 1: x 192.0.2.44 port 40000: Too many authentication failures [preauth]',
  ])('is not what a stranger’s user name says: %s', (text) => {
    expect(ofDeploy([1, text])).toBeUndefined()
  })

  it('may end with a reason, or with the key that was offered', () => {
    const ended =
      'Disconnecting authenticating user deploy 203.0.113.7 port 4: Too many authentication failures [preauth]'
    const offered = 'Failed publickey for deploy from 203.0.113.7 port 4 ssh2: ED25519 SHA256:x [preauth]'
    expect([ofDeploy([1, ended]), ofDeploy([1, offered])]).not.toContain(undefined)
  })

  it('is silent when nothing but its end is said', () => {
    const silent = ofDeploy([1, CLOSED])
    const told = ofDeploy([1, 'Failed password for deploy from 203.0.113.7 port 4 ssh2'], [1, CLOSED])
    expect([silent && isSilent(silent), told && isSilent(told)]).toEqual([true, false])
  })

  it('cannot be called recent where the log does not date it', () => {
    const read = log([1, CLOSED])
    const old = { ...read, lines: read.lines.map((line) => ({ ...line, at: 'Nov 21 06:00:00' })) }
    expect(lastAttempt(old, 'deploy', '203.0.113.7')?.recent).toBe(false)
  })

  it.each([
    ['2026-11-21T06:00:00+00:00', '2026-11-21T06:30:00+00:00', true],
    ['2026-11-14T06:00:00+00:00', '2026-11-21T06:30:00+00:00', false],
    ['Nov 21 08:00:00', '2026-11-21T08:30:00+02:00', true],
    ['Nov 21 06:00:00', '2026-11-21T08:30:00+02:00', false],
    ['Nov  7 08:00:00', '2026-11-21T08:30:00+02:00', false],
    ['Dec 31 23:50:00', '2026-01-01T00:10:00Z', true],
  ])('is of now or of another day, by the host’s own clock: %s at %s', (written, now, recent) => {
    const read = log([1, CLOSED])
    const filed = { ...read, lines: read.lines.map((line) => ({ ...line, at: written })) }
    const identity = { now } as Answered<'identity'>
    expect(lastAttempt(filed, 'deploy', '203.0.113.7', identity)?.recent).toBe(recent)
    expect(failedAttempt(filed, 'deploy', '203.0.113.7', identity) !== undefined).toBe(recent)
  })
})
