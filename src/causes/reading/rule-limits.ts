import type { Address } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'
import type { Station } from '../../firewall/walk.ts'

export interface LimitFacts {
  limits?: Answered<'limits'> | undefined
  sessions?: Answered<'sessions'> | undefined
}

/** Whether a rule that limits takes the client's next packet, where what the kernel counts tells that; and what it counted. */
export interface Limit {
  over: boolean
  /** Not any more, but within the last minutes. */
  lately?: boolean
  /** A clause: "203.0.113.7 has tried 8 times within 30 s, and 6 are too many". */
  words: string
  /** The line that shows it. */
  line?: string
}

const LATELY_S = 15 * 60

/** Undefined where the rule does not limit in a way that is counted where we look. */
export function limitOf(station: Station, client: Address, facts: LimitFacts): Limit | undefined {
  const rule = station.rule?.text ?? ''
  if (station.tool === 'nft') return ctCount(rule, client, facts)
  if (/ -m recent /.test(rule)) return recent(rule, client, facts)
  return / -m connlimit /.test(rule) ? connlimit(rule, client, facts) : undefined
}

/** `-m recent --update --seconds 30 --hitcount 6 --name DEFAULT --mask 255.255.255.255 --rsource` */
function recent(rule: string, client: Address, { limits }: LimitFacts): Limit | undefined {
  const list = option(rule, '--name') ?? 'DEFAULT'
  const isPlain = / --(update|rcheck) /.test(rule) && / --rsource( |$)/.test(rule) && !/ ! --/.test(rule)
  if (!isPlain || !limits?.recent || !isForOneAddress(rule)) return undefined
  const entry = limits.recent.find((one) => one.list === list && one.address === client)
  const seconds = Number(option(rule, '--seconds') ?? Number.POSITIVE_INFINITY)
  const hits = Number(option(rule, '--hitcount') ?? 1)
  const ages = entry?.agesS ?? []
  const most = Math.max(0, ...ages.filter((age) => age <= LATELY_S).map((end) => triesWithin(ages, end, seconds)))
  const tries = triesWithin(ages, 0, seconds)
  // The next packet is noted before it is counted.
  const over = tries > 0 && tries + 1 >= hits
  const within = Number.isFinite(seconds) ? ` within ${seconds} s` : ''
  return {
    over,
    lately: !over && most >= hits,
    words: `${client} has tried ${over ? tries : most} times${within}, and ${hits} are too many`,
    ...(entry && { line: entry.line }),
  }
}

/** How many of the packets came in the time that ended so many seconds ago. */
const triesWithin = (agesS: readonly number[], endS: number, seconds: number): number =>
  agesS.filter((age) => age >= endS && age - endS <= seconds).length

/** `-m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr` */
function connlimit(rule: string, client: Address, { sessions }: LimitFacts): Limit | undefined {
  const above = option(rule, '--connlimit-above')
  const isPerClient = / --connlimit-mask (32|128) /.test(rule) && / --connlimit-saddr( |$)/.test(rule)
  return above !== undefined && isPerClient && sessions ? opened(Number(above), client, sessions) : undefined
}

/** `add @open { ip saddr ct count over 3 } reject` */
function ctCount(rule: string, client: Address, { sessions }: LimitFacts): Limit | undefined {
  const [, above] = /@\S+ \{ ip6? saddr ct count over (\d{1,9}) \}/.exec(rule) ?? []
  return above !== undefined && sessions ? opened(Number(above), client, sessions) : undefined
}

/** Connections to the SSH port are among those that the rule counts; there may be others. */
function opened(above: number, client: Address, { peers, commands }: Answered<'sessions'>): Limit | undefined {
  const open = peers.filter((peer) => peer === client).length
  const line = commands.flatMap(({ output }) => output.split('\n')).find((one) => one.includes(client))
  return {
    over: open + 1 > above,
    words: `${client} has ${open} connections open, and ${above} are the most`,
    ...(line !== undefined && { line }),
  }
}

const isForOneAddress = (rule: string): boolean =>
  / --mask (255\.255\.255\.255|ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff)( |$)/.test(rule) || !rule.includes(' --mask ')

const option = (rule: string, name: string): string | undefined => new RegExp(` ${name} (\\S{1,200})`).exec(rule)?.[1]
