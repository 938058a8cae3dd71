import { describe, expect, it } from 'vitest'
import { ourSender, packetsOf, type WayFacts } from '../../../src/causes/reading/client-packet.ts'
import type { Answered } from '../../../src/domain/observation.ts'
import { wayTo } from './real-firewall.ts'

const CLIENT = '203.0.113.7'
const HOST = '10.0.0.5'
const timing = { at: '', ms: 1 }

function network(more: Partial<Answered<'network'>> = {}): Answered<'network'> {
  const counters = { reversePathFilter: {}, counters: {}, sockets: [] }
  const ways = { addresses: [], routesBack: [{ from: HOST, device: 'eth0' }], arrivals: [] }
  return { observation: 'network', ...timing, outcome: 'read', commands: [], ...counters, ...ways, ...more }
}

const connected = (address: string, port = 22): Answered<'connect'> => ({
  ...{ observation: 'connect', ...timing, outcome: 'connected', attempts: [] },
  ...{ localAddress: '192.0.2.1', address, port },
})

const inBy = (destination: string, destinationPort = 22): Answered<'sessions'> => ({
  ...{ observation: 'sessions', ...timing, outcome: 'read', commands: [], peers: [] },
  ours: { source: '192.0.2.1', sourcePort: 40_022, destination, destinationPort },
})

const addressed = (...pairs: [string, string][]): Answered<'addresses'> => ({
  ...{ observation: 'addresses', ...timing, outcome: 'read', commands: [] },
  addresses: pairs.map(([address, device]) => ({ address, interface: device })),
})

const packets = (facts: Partial<WayFacts>, source = CLIENT) =>
  packetsOf({ source }, { ...wayTo(HOST), client: { address: CLIENT }, ...facts })

describe('the packet of a client', () => {
  it('comes to the address that was tried, by the device that has it and that answers leave by', () => {
    expect(packets({ network: network({ bridgePorts: [] }) })).toMatchObject([
      { family: 4, source: CLIENT, destination: HOST, destinationPort: 22, device: 'eth0', bridgePort: null },
    ])
  })

  it.each([
    ['the way back is another', network({ routesBack: [{ from: HOST, device: 'tun0' }] })],
    ['there is no way back', network({ routesBack: [{ from: HOST, error: 'Network is unreachable' }] })],
  ])('comes in by nobody knows what when %s', (_, read) => {
    expect(packets({ network: read })).toMatchObject([{ device: undefined }])
  })

  it('of whom the host was not asked about comes in by the only device, or nobody knows by which', () => {
    const two = addressed([HOST, 'eth0'], ['172.17.0.1', 'docker0'])
    expect(packets({ network: network() }, '198.51.100.9')).toMatchObject([{ device: 'eth0' }])
    expect(packets({ network: network(), addresses: two }, '198.51.100.9')).toMatchObject([{ device: undefined }])
  })

  it('crosses the only port of its bridge', () => {
    const ports = [
      { port: 'eno1', bridge: 'eth0' },
      { port: 'veth1', bridge: 'br1' },
    ]
    expect(packets({ network: network({ bridgePorts: ports }) })).toMatchObject([{ bridgePort: 'eno1' }])
    const more = [...ports, { port: 'veth2', bridge: 'eth0' }]
    expect(packets({ network: network({ bridgePorts: more }) })).toMatchObject([{ bridgePort: undefined }])
    expect(packets({ network: network() })).toMatchObject([{ bridgePort: undefined }])
  })

  it('behind a NAT comes to the address and perhaps the port that our own connection came to', () => {
    const facts = {
      connect: connected('192.0.2.80', 2222),
      resolve: undefined,
      sessions: inBy(HOST),
      host: { port: 2222 },
    }
    expect(packets(facts)).toMatchObject([
      { destination: HOST, destinationPort: 2222 },
      { destination: HOST, destinationPort: 22 },
    ])
  })

  it('is sent by the host itself over lo', () => {
    expect(packets({}, HOST)).toMatchObject([{ device: 'lo' }])
  })
})

describe('our own connection', () => {
  it('is known when it came by the port that is asked about', () => {
    const facts = { ...wayTo(HOST), sessions: inBy(HOST) }
    expect(ourSender({ ...facts, connect: connected(HOST) })).toEqual({ source: '192.0.2.1', sourcePort: 40_022 })
    expect(ourSender({ ...facts, connect: connected(HOST, 2222) })).toBeUndefined()
    expect(ourSender(facts)).toBeUndefined()
  })
})
