import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

// Outputs of Debian 12 and 13 in the lab: iproute2 6.1 and 6.15.
const counters =
  'Tcp: RtoAlgorithm RtoMin RetransSegs\nTcp: 1 200 7\nTcpExt: SyncookiesSent IPReversePathFilter\nTcpExt: 0 4'
const addresses =
  '2: eth0    inet 10.77.0.181/32 scope global eth0\\       valid_lft forever preferred_lft forever\n3: br-app@if5    inet6 fd77::1/64 scope global \\       valid_lft forever preferred_lft forever'

describe('network', () => {
  it('reads addresses, the filter and the counters', () => {
    const filter =
      '/proc/sys/net/ipv4/conf/all/rp_filter:1\n/proc/sys/net/ipv4/conf/eth0.7/rp_filter:2\ngrep: /proc/x: Permission denied'
    expect(reading('network', { addresses, counters, 'reverse-path-filter': filter })).toMatchObject({
      outcome: 'read',
      addresses: [
        { address: '10.77.0.181', device: 'eth0' },
        { address: 'fd77::1', device: 'br-app' },
      ],
      reversePathFilter: { all: 1, 'eth0.7': 2 },
      counters: { TcpRetransSegs: 7, TcpExtIPReversePathFilter: 4 },
      routesBack: [],
      sockets: [],
    })
  })

  it.each([
    [{ output: '/sys/class/net/eth0/brport/bridge/uevent:INTERFACE=br0', exit: 0 }, [{ port: 'eth0', bridge: 'br0' }]],
    [{ output: '', exit: 2 }, []],
    [{ output: '', exit: 3 }, undefined],
  ])('knows the ports of bridges where the host tells them: %j', (bridges, bridgePorts) => {
    const answer = reading('network', { counters, bridges })
    expect(answer.outcome === 'read' && answer.bridgePorts).toEqual(bridgePorts)
  })

  it('reads the way of an answer, and why there is none', () => {
    expect(
      reading('network', {
        counters,
        'back:10.77.0.181': '203.0.113.7 from 10.77.0.181 via 10.77.0.1 dev eth1 uid 0 \n    cache ',
        'back:10.0.0.5': '203.0.113.7 from 10.0.0.5 dev br-app uid 0 \n    cache ',
        'back:192.0.2.1': { exit: 2, output: 'RTNETLINK answers: Network is unreachable' },
        neighbour: '203.0.113.7 dev br-app FAILED',
      }),
    ).toMatchObject({
      routesBack: [
        { from: '10.77.0.181', device: 'eth1', via: '10.77.0.1' },
        { from: '10.0.0.5', device: 'br-app' },
        { from: '192.0.2.1', error: 'Network is unreachable' },
      ],
      neighbour: 'FAILED',
    })
  })

  it('reads whether the kernel would take a packet of the client', () => {
    expect(
      reading('network', {
        counters,
        'arrival:eth0;10.77.0.181': { exit: 2, output: 'RTNETLINK answers: Invalid argument' },
        'arrival:eth1;10.0.0.5': 'local 10.0.0.5 from 203.0.113.7 dev lo \n    cache <local> iif eth1 ',
      }),
    ).toMatchObject({
      arrivals: [
        { address: '10.77.0.181', device: 'eth0', accepted: false, error: 'Invalid argument' },
        { address: '10.0.0.5', device: 'eth1', accepted: true },
      ],
    })
  })

  it('reads a handshake that hangs and a connection that sends in vain', () => {
    const sockets = [
      'SYN-RECV 0      0      10.77.0.44:22 10.77.0.1:49198 timer:(on,7.188ms,3)',
      '\t',
      'LAST-ACK 0      1137   10.77.0.45:22 [::ffff:10.77.0.1]:55558 timer:(on,11sec,6)',
      '\t ts sack bbr wscale:10,10 rto:13056 backoff:6 rtt:0.029/0.018 mss:1448 pmtu:1500 rcvmss:1024 bytes_sent:9129 bytes_retrans:7952 bytes_acked:41 data_segs_out:9 data_segs_in:2 unacked:1 retrans:1/7 lost:1',
    ].join('\n')
    expect(reading('network', { counters, sockets })).toMatchObject({
      sockets: [
        { state: 'SYN-RECV', peer: '10.77.0.1', peerPort: 49198, timer: 'on,7.188ms,3', retransmitted: 0 },
        {
          ...{ state: 'LAST-ACK', peer: '10.77.0.1', sendQ: 1137, timer: 'on,11sec,6', backoff: 6 },
          ...{ retransmitted: 7, dataSegmentsSent: 9, bytesAcknowledged: 41, pathMtu: 1500 },
        },
      ],
    })
  })

  it('says so where the kernel tells nothing', () => {
    expect(reading('network', { counters: { exit: 2, output: 'grep: /proc/net/snmp: No such file' } })).toMatchObject({
      outcome: 'skipped',
    })
  })
})
