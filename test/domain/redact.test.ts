import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact, redactStrings, withoutControls } from '../../src/domain/redact.ts'

describe('redact', () => {
  it.each([
    ['a Slack bot token', 'curl -H xoxb-1234567890-abcdefghij', 'xoxb-1234567890'],
    ['a Slack app token', 'SLACK=xapp-1-A0123-4567-abcdef', 'xapp-1-A0123'],
    ['an AWS key id', 'key AKIAIOSFODNN7EXAMPLE used', 'AKIAIOSFODNN7EXAMPLE'],
    ['a password assignment', 'mysql --password=hunter22 -h db', 'hunter22'],
    ['a quoted password', '{"password": "correct horse"}', 'correct horse'],
    ['an Authorization header', 'Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['a bearer token', 'sent Bearer abcdefghijklmnop', 'abcdefghijklmnop'],
    ['a password in a URL', 'redis://admin:s3cret@10.0.0.5:6379/0', 's3cret'],
    [
      'a whole private key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----',
      'b3BlbnNz',
    ],
    ['a private key that was cut', 'x -----BEGIN RSA PRIVATE KEY-----\nMIIEow', 'MIIEow'],
  ])('hides %s', (_, text, secret) => {
    const shown = redact(text)
    expect(shown).toContain('[redacted]')
    expect(shown).not.toContain(secret)
  })

  it.each([
    'Failed password for root from 203.0.113.7 port 40022 ssh2',
    'passwordauthentication yes',
    'Accepted publickey for deploy from 10.0.0.2 port 4 ssh2: ED25519 SHA256:abc',
    "[{'sshd': ['203.0.113.7']}]",
    'ufw limit 22/tcp # token bucket',
  ])('leaves %j alone', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('changes nothing when asked twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(redact(redact(text))).toBe(redact(text))
      }),
    )
  })
})

describe('redactStrings', () => {
  it.each([
    ['{"comment": "api token=abc"}}, {"drop": null}', '{"comment": "api token=[redacted]"}}, {"drop": null}'],
    [
      '-A INPUT -m comment --comment "Authorization: x" -j DROP',
      '-A INPUT -m comment --comment "Authorization: [redacted]" -j DROP',
    ],
    [String.raw`"a \"password=b\" c" drop`, String.raw`"a \"password=[redacted] c" drop`],
    ['"secret=a\n-A INPUT -j DROP', '"secret=[redacted]\n-A INPUT -j DROP'],
  ])('takes no end of a string along: %s', (text, shown) => {
    expect(redactStrings(text)).toBe(shown)
  })

  it.each(['"', '\\"', '"\\', '"\\"', 'a'])('is linear in a megabyte of %j', (piece) => {
    const text = piece.repeat(1_000_000 / piece.length)
    expect(redactStrings(text)).toBe(text)
  })

  it('hides in each string what redact hides there, and leaves the rest', () => {
    const pieces = [
      '"',
      ' ',
      '10.0.0.1',
      'token=abc',
      'bearer abcdefgh1',
      'x://a:b@',
      'AKIAABCDEFGHIJKLMNOP',
      ', ',
      'eyJabcdefghi.abcdefghi.x',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (drawn) => {
        const text = drawn.join('')
        const expected = text.split('"').map((part, at) => (at % 2 === 0 ? part : redact(part)))
        expect(redactStrings(text)).toBe(expected.join('"'))
      }),
    )
  })

  it('leaves JSON what it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('token=', 'x://a:b@', '"pass: "'))), (texts) => {
        const json = JSON.stringify([texts.join(''), 1])
        expect(JSON.parse(redactStrings(json))).toEqual([expect.any(String), 1])
      }),
    )
  })
})

describe('withoutControls', () => {
  it('strips escapes, carriage returns and text that reverses reading, and keeps lines and tabs', () => {
    expect(withoutControls('a\u001b[31mb\r\n\tc\u202ed\u0000')).toBe('a[31mb\n\tcd')
  })
})
