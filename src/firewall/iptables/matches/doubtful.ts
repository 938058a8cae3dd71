import { may } from '../../answer.ts'
import { firstValue, type MatchReader } from '../reading.ts'
import { excerpt } from '../tokens.ts'
import type { Option } from '../written.ts'

/** A match that the rules alone do not decide. */
const doubtful =
  (why: (options: readonly Option[]) => string): MatchReader =>
  (options) => {
    const answer = may(why(options))
    return () => answer
  }

export const notModelled = (match: string): MatchReader => doubtful(() => `${match} is not modelled`)

const named = (options: readonly Option[], ...flags: string[]): string =>
  flags.flatMap((flag) => excerpt(firstValue(options, flag) ?? '') || []).join(' ')

const limited = (options: readonly Option[], match: string): string =>
  `${match} ${named(options, `--${match}`, `--${match}-upto`, `--${match}-above`)}`

/** `--set` notes the address and always matches; what asks whether it is noted depends on the past. */
export const recent: MatchReader = (options, reading) => {
  const set = options.find(({ flag }) => flag === '--set')
  if (set) return () => !set.negated
  return doubtful(() => `recent ${named(options, '--name')} remembers addresses`)(options, reading)
}

/** By the name of the match. All others that nobody here knows are told as not modelled. */
export const DOUBTFUL: Readonly<Record<string, MatchReader>> = {
  limit: doubtful((options) => `${limited(options, 'limit')} counts packets`),
  hashlimit: doubtful((options) => `${limited(options, 'hashlimit')} counts packets`),
  connlimit: doubtful((options) => `${limited(options, 'connlimit')} counts connections`),
  connbytes: doubtful(() => 'connbytes counts traffic'),
  quota: doubtful((options) => `quota ${named(options, '--quota')} counts bytes`),
  quota2: doubtful(() => 'quota2 counts bytes'),
  nfacct: doubtful((options) => `nfacct ${named(options, '--nfacct-name')} counts traffic`),
  rateest: doubtful(() => 'rateest measures traffic'),
  statistic: doubtful((options) => `statistic picks packets by ${named(options, '--mode') || 'chance'}`),
  time: doubtful(() => 'time asks the clock'),
  length: doubtful(() => "the packet's length is not known"),
  ttl: doubtful(() => "the packet's TTL is not known"),
  hl: doubtful(() => "the packet's hop limit is not known"),
  tos: doubtful(() => "the packet's TOS is not known"),
  dscp: doubtful(() => "the packet's DSCP is not known"),
  ecn: doubtful(() => "the packet's ECN bits are not known"),
  tcpmss: doubtful(() => 'the MSS that the client offers is not known'),
  osf: doubtful(() => "the client's operating system is not known"),
  eui64: doubtful(() => "whether the address is made of the client's MAC address is not modelled"),
  realm: doubtful(() => "the realm of the source's route is not known"),
  devgroup: doubtful(() => "the device's group is not known"),
  socket: doubtful(() => 'whether a socket takes it is not known'),
  policy: doubtful(() => 'whether IPsec carries it is not known'),
  cpu: doubtful(() => 'which CPU takes it is not known'),
  connlabel: doubtful(() => "the connection's labels are not known"),
}
