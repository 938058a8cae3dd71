import { describe, expect, it } from 'vitest'
import { cpuMs, matched, traceBy } from './ask.ts'

/** As `ipset save` of ipset 7.17 prints them. */
const SETS = `create ip hash:ip family inet hashsize 1024 maxelem 65536 timeout 600 counters comment bucketsize 12 initval 0x44b1ef74
add ip 203.0.113.7 timeout 99 packets 0 bytes 0 comment "said nomatch"
add ip 203.0.113.77 timeout 0
create masked hash:ip family inet hashsize 1024 maxelem 65536 netmask 24 bucketsize 12 initval 0x6766df93
add masked 203.0.113.0
create net hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x44b1ef74
add net 203.0.0.0/16
add net 203.0.113.0/24 nomatch
add net 203.0.113.7
create ipport hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x4fb1537f
add ipport 203.0.113.7,udp:22
add ipport 203.0.113.7,tcp:22
add ipport 203.0.113.8,icmp:echo-request
create netport hash:net,port family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0xf4114d78
add netport 203.0.113.0/24,tcp:80 nomatch
add netport 203.0.0.0/16,tcp:22
create netiface hash:net,iface family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x7ee96169
add netiface 0.0.0.0/0,eth0
add netiface 198.51.100.0/24,eth1
add netiface 10.0.0.0/8,eth wildcard
add netiface 172.16.0.0/12,physdev:eth0
create bits bitmap:ip range 203.0.113.0-203.0.113.255
add bits 203.0.113.7
create bitsmac bitmap:ip,mac range 203.0.113.0-203.0.113.255
add bitsmac 203.0.113.7,52:54:00:AA:00:01
add bitsmac 203.0.113.8,52:54:00:AA:00:02
create ports bitmap:port range 0-1000
add ports 22
create both hash:ip,port,ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x4b4f71a8
add both 203.0.113.7,tcp:22,192.0.2.10
create bothnet hash:ip,port,net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0xf0d04156
add bothnet 203.0.113.7,tcp:22,192.0.2.0/24
create macs hash:mac hashsize 1024 maxelem 65536 bucketsize 12 initval 0x0
add macs 52:54:00:AA:00:01
create marks hash:ip,mark family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x0
add marks 203.0.113.7,0x00000000
create nets hash:net,net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x0
add nets 203.0.113.0/24,192.0.0.0/8
add nets 203.0.0.0/16,192.0.2.0/24 nomatch
create six hash:net family inet6 hashsize 1024 maxelem 65536 bucketsize 12 initval 0xaea43a2c
add six 2001:db8:b::/64
add six ::ffff:1.2.3.4
create list list:set size 8
add list ports
add list six
add list ip
create with blanks hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0xf892c14a
add with blanks 203.0.113.7
`

describe('an address, a port or a device in a set', () => {
  it.each([
    ['ip src', '203.0.113.7', 'yes'],
    ['ip src', '203.0.113.8', 'no'],
    // Not a text that begins like an element.
    ['ip src', '203.0.113.70', 'no'],
    ['ip src,dst', '203.0.113.7', 'yes'],
    ['ip dst', '203.0.113.7', 'no'],
    ['masked src', '203.0.113.200', 'yes'],
    ['masked src', '203.0.112.7', 'no'],
    ['net src', '203.0.7.7', 'yes'],
    ['net src', '203.0.113.8', 'no'],
    ['net src', '203.0.113.7', 'yes'],
    ['net src --return-nomatch', '203.0.113.8', 'yes'],
    ['net src --return-nomatch', '203.0.113.7', 'no'],
    ['ipport src,dst', '203.0.113.7', 'yes'],
    ['ipport src,src', '203.0.113.7', 'no'],
    // A set of pairs is not asked for one alone.
    ['ipport src', '203.0.113.7', 'no'],
    // The exception is for another port.
    ['netport src,dst', '203.0.113.7', 'yes'],
    ['netiface src,src', '203.0.113.7', 'yes'],
    ['netiface src,dst', '203.0.113.7', 'no'],
    // The closest network alone decides, though a wider one has the device.
    ['netiface src,src', '198.51.100.7', 'no'],
    ['netiface src,src', '10.1.2.3', 'yes'],
    ['netiface src,src', '172.16.0.9', 'which elements of netiface are for the ports of bridges is not modelled'],
    ['bits src', '203.0.113.7', 'yes'],
    ['bits src', '198.51.100.7', 'no'],
    ['bitsmac src,src', '203.0.113.7', 'yes'],
    ['bitsmac src,src', '203.0.113.8', 'no'],
    ['ports dst', '203.0.113.7', 'yes'],
    ['ports src', '203.0.113.7', 'no'],
    ['both src,dst,dst', '203.0.113.7', 'yes'],
    ['both src,dst,src', '203.0.113.7', 'no'],
    ['bothnet src,dst,dst', '203.0.113.7', 'yes'],
    ['macs src', '203.0.113.7', 'yes'],
    ['marks src,src', '203.0.113.7', 'yes'],
    ['nets src,dst', '203.0.113.7', 'yes'],
    ['nets src,dst', '203.0.7.7', 'no'],
    ['list src', '203.0.113.7', 'yes'],
    ['list src', '203.0.113.8', 'no'],
    ['with blanks src', '203.0.113.7', 'yes'],
    ['missing src', '203.0.113.7', 'the set missing was not printed'],
    ['ip src --packets-gt 3', '203.0.113.7', 'the set ip counts packets'],
    ['ip src --packets-gt 3', '203.0.113.8', 'no'],
    ['ip src ! --update-counters', '203.0.113.7', 'yes'],
  ])('%s, from %s: %s', (asked, source, answer) =>
    expect(matched(`-m set --match-set ${asked}`, { sets: SETS, packet: { source } })).toBe(answer),
  )

  it('reads IPv6', () => {
    expect(matched('-m set --match-set six src', { sets: SETS, family: 6 })).toBe('yes')
    expect(matched('-m set --match-set six dst', { sets: SETS, family: 6 })).toBe('no')
    expect(matched('-m set ! --match-set ip src', { sets: SETS, family: 6 })).toBe('yes')
  })

  it('knows nothing of a port that is not known, unless the rest of no element fits', () => {
    const packet = { sourcePort: undefined }
    expect(matched('-m set --match-set ipport src,src', { sets: SETS, packet })).toBe(
      'what the set ipport asks for is not known',
    )
    expect(matched('-m set --match-set ipport dst,src', { sets: SETS, packet })).toBe('no')
  })
})

describe('output that ipset does not print', () => {
  it.each([
    ['create x hash:ip family inet\nadd y 203.0.113.7\n', 'a line among those of the set x is none of its elements'],
    ['create x hash:ip,tribe family inet\n', 'sets of type hash:ip,tribe are not modelled'],
    ['create x hash:ip family inet bitmask 255.0.0.0\n', 'bitmask of a set of type hash:ip is not modelled'],
    ['create x hash:ip family inet\ncreate x hash:ip family inet\n', 'ipset prints two sets x'],
    ['', 'the set x was not printed'],
    ['create x list:set size 8\nadd x x\n', 'the lists in x are nested too deep to follow'],
  ])('%j: %s', (sets, why) => expect(matched('-m set --match-set x src', { sets })).toBe(why))
})

it('does not know a set any more once a rule on the way changes it', () => {
  const by = (first: string, asked = 'ip') =>
    traceBy(
      `*filter\n:INPUT ACCEPT [0:0]\n-A INPUT ${first} -j SET --add-set ip src\n-A INPUT -m set --match-set ${asked} src -j DROP\nCOMMIT\n`,
      { sets: SETS, packet: { source: '198.51.100.7' } },
    ).verdict
  expect(by('-p tcp')).toBe('unclear')
  expect(by('-p tcp', 'list')).toBe('unclear')
  expect(by('-p udp', 'list')).toBe('accepted')
  expect(by('-m limit --limit 1/sec')).toBe('unclear')
  expect(by('-p udp')).toBe('accepted')
})

it.each([
  ['hash:ip family inet', (i: number) => `${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.7`, 4],
  ['hash:net family inet6', (i: number) => `2a00:${(i >> 16).toString(16)}:${(i & 65_535).toString(16)}::/48`, 6],
] as const)('asks 200,000 elements of %s without stalling', (type, element, family) => {
  const sets = `create x ${type}\n${Array.from({ length: 200_000 }, (_, i) => `add x ${element(i)}\n`).join('')}`
  expect(cpuMs(() => expect(matched('-m set --match-set x src', { sets, family })).toBe('no'))).toBeLessThan(2_000)
})
