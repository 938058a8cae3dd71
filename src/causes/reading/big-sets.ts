import { canonicalAddress } from '../../domain/address.ts'
import type { CommandOutput } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { type IpSet, ipsets, type Sets } from '../../firewall/iptables/sets/sets.ts'
import type { Unprinted } from '../../firewall/nft/ruleset.ts'

type Firewall = Answered<'firewall'>

/** What the host says of one address, asked for it alone. */
interface Reply {
  element: string
  isThere: boolean
}

/** The sets of ipset: all that were printed, and of those too long to print what the host said of the client. */
export function ipsetsOf({ commands }: Firewall): Sets {
  const whole = commands.find(({ command, output }) => /\bipset save$/.test(command) && output !== '')
  if (whole) return ipsets(whole.output)
  const listed = commands.find(({ command }) => /\bipset list -t$/.test(command))?.output ?? ''
  return new Map(headsIn(listed).flatMap((head) => Array.from(setOf(head, commands))))
}

interface Head {
  name: string
  type: string
  options: string
}

/** `Name: blocked`, `Type: hash:net`, `Header: family inet hashsize 1024 maxelem 65536`, for each set. */
function headsIn(listed: string): Head[] {
  return listed.split(/^(?=Name: )/m).flatMap((text) => {
    const value = (key: string): string => new RegExp(`^${key}: (.{1,300})$`, 'm').exec(text)?.[1] ?? ''
    const [name, type] = [value('Name'), value('Type')]
    return name && type ? [{ name, type, options: value('Header') }] : []
  })
}

function setOf({ name, type, options }: Head, commands: readonly CommandOutput[]): Sets {
  const saved = commands.find(({ command, exit }) => command.endsWith(`ipset save ${name}`) && exit === 0)
  if (saved) return ipsets(saved.output)
  const reply = replyOfIpset(name, commands)
  const create = `create ${name} ${type} ${options}\n`
  const sets = ipsets(reply?.isThere ? `${create}add ${name} ${reply.element}\n` : create)
  for (const set of sets.values()) limit(set, reply)
  return sets
}

/** It knows nothing of other elements than the one that it was asked for: `203.0.113.7`, `203.0.113.7,tcp:22`. */
function limit(set: IpSet, reply: Reply | undefined): void {
  const why = tooBig(set.name)
  if (reply) set.onlyAsked = { values: reply.element.replace('tcp:', ''), why }
  else set.trouble ??= why
}

function replyOfIpset(name: string, commands: readonly CommandOutput[]): Reply | undefined {
  const asked = commands.find(({ command }) => command.includes(`ipset test ${name} `))
  const element = asked?.command.split(' ').at(-1)
  if (!asked || element === undefined || /nomatch/i.test(asked.output)) return undefined
  if (asked.exit === 0) return { element, isThere: true }
  return / is NOT in set /.test(asked.output) ? { element, isThere: false } : undefined
}

/** For the rules of `nft -t`. An interval or a timeout around the element does not matter: it is in the set or not. */
export const askedOfNft =
  ({ commands }: Firewall) =>
  (table: { family: string; name: string }, set: string): Unprinted => {
    const question = `nft get element ${table.family} ${table.name} ${set} { `
    const asked = commands.find(({ command }) => command.includes(question))
    const element = canonicalAddress(asked?.command.split(' ').at(-2) ?? '')
    const isThere = asked?.exit === 0
    const isMissing = asked?.exit === 1 && /No such file or directory/.test(asked.output)
    return {
      why: tooBig(set),
      has: isThere && element !== undefined ? [element] : [],
      lacks: isMissing && element !== undefined ? [element] : [],
    }
  }

const tooBig = (set: string): string => `the set ${set} is too big to read`
