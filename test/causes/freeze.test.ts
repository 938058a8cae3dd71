import { describe, expect, it } from 'vitest'
import { freeze } from '../lab/freeze.ts'

const saved = (said: string) =>
  JSON.stringify({
    runId: '4b30d18f-5685-43f3-aeaa-28ab59ccb2f8',
    startedAt: '2026-11-21T12:00:20.250Z',
    host: { address: '10.77.0.177' },
    observations: [{ said }],
  })
const frozen = (said: string) => JSON.parse(freeze(saved(said))).observations[0].said

describe('a recording', () => {
  it('begins at one fixed moment', () =>
    expect(JSON.parse(freeze(saved('')))).toMatchObject({
      startedAt: '2026-11-21T10:00:00.250Z',
      host: { address: '10.77.0.50' },
    }))

  it.each([
    ['a journal', '2026-11-21T12:00:23+00:00 web-01 sshd[9]: x', '2026-11-21T10:00:03+00:00 web-01 sshd[9]: x'],
    ['systemctl', 'Sat 2026-11-21 11:59:20 UTC', 'Sat 2026-11-21 09:59:00 UTC'],
    ['syslog', 'a\nNov  1 03:04:05 web-01', 'a\nNov  1 01:03:45 web-01'],
    ['seconds since 1970', 'btime 1795262420', 'btime 1795255200'],
    ['a date far from then', 'expires 2020-01-02, serial 1234567890', 'expires 2020-01-02, serial 1234567890'],
    [
      'addresses',
      '10.77.0.1 10.77.0.177:22 10.77.0.9 fd77::177 10.77.0.178',
      '10.77.0.1 10.77.0.50:22 10.77.0.9 fd77::50 10.77.0.51',
    ],
    ['a neighbour', '10.77.0.177 lladdr 02:77:00:00:00:b1', '10.77.0.50 lladdr 02:77:00:00:00:32'],
    ['a place of the lab', '/run/ssh-medic-lab/record-x/known_hosts', '/home/medic/known_hosts'],
  ])('keeps nothing of the moment in %s', (_what, said, expected) => expect(frozen(said)).toBe(expected))
})
