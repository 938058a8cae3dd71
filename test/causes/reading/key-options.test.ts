import { describe, expect, it } from 'vitest'
import { optionsOf, refusedByOptions } from '../../../src/causes/reading/key-options.ts'

const key = (options: string) => ({ line: 1, options, type: 'ssh-ed25519', text: '' })
const visitor = { address: '203.0.113.7', now: '2026-11-21T06:00:00+01:00', byName: false }
const refusal = (options: string, change = {}) => refusedByOptions(key(options), { ...visitor, ...change })

describe('from=', () => {
  it.each([
    'from="203.0.113.7"',
    'from="203.0.113.*"',
    'from="203.0.113.?"',
    'from="10.0.0.0/8,203.0.113.0/24"',
    'no-pty,from="*,!198.51.100.0/24",command="echo a,b"',
    'command="say \\"from=\\"",from="203.0.113.7"',
  ])('lets the client in: %s', (options) => {
    expect(refusal(options)).toBeUndefined()
  })

  it.each([
    'from="10.0.0.0/8"',
    'from="203.0.113.0/24,!203.0.113.7"',
    'from="!203.0.113.0/24"',
    'from="bastion.example.net"',
    'from="203.0.113.0/33"',
  ])('keeps the client out: %s', (options) => {
    expect(refusal(options)).toMatchObject({ option: 'from', certain: true })
  })

  it('cannot tell of a name where sshd looks names up, nor without an address', () => {
    expect(refusal('from="*.example.net"', { byName: true })).toMatchObject({ certain: false })
    expect(refusal('from="*,!*.example.net"', { byName: true })).toMatchObject({ certain: false })
    expect(refusal('from="10.0.0.0/8"', { address: undefined })).toBeUndefined()
  })
})

describe('expiry-time=', () => {
  it.each([
    ['20261120', true],
    ['20261121', true],
    ['202611210559', true],
    ['202611210601', false],
    ['202611210459Z', true],
    ['20261121050030Z', false],
    ['20261122', false],
    ['tomorrow', false],
  ])('%s has passed by the host’s clock: %s', (value, passed) => {
    expect(refusal(`expiry-time="${value}"`) !== undefined).toBe(passed)
  })
})

it('reads options whatever stands in their quotes', () => {
  expect(optionsOf('restrict,command="/bin/a -b, \\"c\\" d",From="x"')).toEqual([
    { name: 'restrict', value: '' },
    { name: 'command', value: '/bin/a -b, "c" d' },
    { name: 'from', value: 'x' },
  ])
})
