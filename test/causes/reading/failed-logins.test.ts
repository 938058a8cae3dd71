import { describe, expect, it } from 'vitest'
import { failuresOf, whoFails } from '../../../src/causes/reading/failed-logins.ts'
import type { Answered } from '../../../src/domain/observation.ts'

const CLIENT = '203.0.113.7'
const log = (...texts: string[]): Answered<'sshd-log'> => ({
  ...{ observation: 'sshd-log', at: '2026-11-21T11:00:00Z', ms: 1, outcome: 'read', commands: [] },
  lines: texts.map((text) => ({ at: '2026-11-21T10:59:00+00:00', tag: 'sshd', text })),
})

describe('failed logins', () => {
  it('name the users and the key that fail from the client', () => {
    const failures = failuresOf(
      CLIENT,
      log(
        'Invalid user ghost from 203.0.113.7 port 40001',
        'Failed publickey for deploy from 203.0.113.7 port 40002 ssh2: ED25519 SHA256:9Nl8/qQ7NhCHhfNy68n0UoQCPplzjeonZ4iXUPMh3JY',
        'Connection closed by authenticating user deploy 203.0.113.7 port 40002 [preauth]',
        'Failed password for root from 192.0.2.44 port 40003 ssh2',
      ),
    )
    expect(whoFails(failures)).toBe(
      'deploy, ghost fail to log in with the key ED25519 SHA256:9Nl8/qQ7NhCHhfNy68n0UoQCPplzjeonZ4iXUPMh3JY',
    )
  })

  it.each([
    'Invalid user x from 203.0.113.7 port 1 from 192.0.2.44 port 40001',
    'Failed password for invalid user a from 203.0.113.7 port 22 ssh2 from 192.0.2.44 port 40003 ssh2',
  ])('are not those that somebody else’s user name makes up: %s', (text) => {
    expect(failuresOf(CLIENT, log(text))).toEqual([])
  })

  it('keep a strange name out of a sentence', () => {
    expect(whoFails(failuresOf(CLIENT, log('Invalid user <!channel> from 203.0.113.7 port 40001')))).toBe(
      'a strange name fails to log in',
    )
  })
})
