import { describe, expect, it } from 'vitest'
import { canonicalAddress, inNetwork } from '../../src/domain/address.ts'

describe('addresses', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0::7', '2001:db8::7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['203.0.113', undefined],
    ['203.0.113.256', undefined],
    ['1', undefined],
    ['0x7f.1', undefined],
    ['203.0.113.7; reboot', undefined],
    ['', undefined],
  ])('reads %j as %j', (text, address) => {
    expect(canonicalAddress(text)).toBe(address)
  })

  it.each([
    ['203.0.113.7', '203.0.113.0/24', true],
    ['203.0.113.7', '203.0.113.0/255.255.255.0', true],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.112.0/24', false],
    ['203.0.113.7', '0.0.0.0/0', true],
    ['203.0.113.7', '203.0.113.0/99', false],
    ['203.0.113.7', '::/0', false],
    ['2001:db8::7', '[2001:db8::]/32', true],
    ['203.0.113.7', 'nonsense', false],
  ])('%s in %s: %s', (address, network, inside) => {
    expect(inNetwork(address, network)).toBe(inside)
  })
})
