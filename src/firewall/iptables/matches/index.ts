import { always, type MatchReader, never } from '../reading.ts'
import { addrtype, helper, iprange, mac, owner, physdev, pkttype } from './addresses.ts'
import { conntrack } from './conntrack.ts'
import { DOUBTFUL, notModelled, recent } from './doubtful.ts'
import { inExtensionHeader, ipv6header } from './extension-headers.ts'
import { connmark, mark } from './marks.ts'
import { multiport, tcp } from './ports.ts'
import { rpfilter } from './rpfilter.ts'
import { set } from './set.ts'

/** Matches of other protocols: a rule that has one tests for its protocol as well, and that test fails. */
const OTHER_PROTOCOLS = ['udp', 'udplite', 'icmp', 'icmp6', 'sctp', 'dccp', 'esp', 'ipcomp', 'l2tp', 'mh']

const MATCHES = new Map<string, MatchReader>(
  Object.entries({
    ...DOUBTFUL,
    ...Object.fromEntries(OTHER_PROTOCOLS.map((name) => [name, () => never])),
    ...Object.fromEntries(['ah', 'dst', 'frag', 'hbh', 'rt', 'srh'].map((name) => [name, inExtensionHeader])),
    addrtype,
    comment: () => always,
    connmark,
    conntrack,
    helper,
    ipv6header,
    iprange,
    mac,
    mark,
    multiport,
    owner,
    physdev,
    pkttype,
    recent,
    rpfilter,
    set,
    state: conntrack,
    tcp,
  }),
)

export const matchReader = (name: string): MatchReader => MATCHES.get(name) ?? notModelled(name)

export const isModelledMatch = (name: string): boolean => MATCHES.has(name)
