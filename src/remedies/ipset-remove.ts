import { z } from 'zod'
import type { KeptOut } from '../causes/reading/kept-out.ts'
import { isOnlyObstacle } from '../causes/reading/mended.ts'
import { elementOf } from '../causes/reading/set-element.ts'
import type { RemedyCall } from '../domain/diagnosis.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Answered } from '../domain/observation.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { ADDRESS } from './grant.ts'
import { NFT_FAMILIES, NFT_NAME } from './nft-names.ts'
import { aboutPassage, type Passage, passageState } from './passage.ts'

/** Of an element for which the set keeps no time. */
const NONE = 'none'

const args = z.strictObject({
  ip: ipAddress,
  port: portNumber,
  table: z
    .string()
    .regex(
      /^(ipset|(ip|ip6|inet|netdev|bridge):[A-Za-z][A-Za-z0-9_./-]{0,63})$/,
      '“ipset”, or a table of nft: inet:filter',
    ),
  set: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,63}$/, 'a set such as blocked'),
  left: z.string().regex(/^(none|\d{1,10})$/, 'for how many seconds it would still be there, or “none”'),
})
type Args = z.infer<typeof args>

export const ipsetRemove = defineRemedy<Args>({
  id: 'ipset-remove',
  title: 'Take the address out of the set that is blocked',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', port: '22', table: 'ipset', set: 'blocked', left: '3600' },
  trouble,
  about: aboutPassage,
  plan: (args) => [take(args)],
  undo: (args) => [putBack(args)],
  rescue: (args, direction) => [direction === 'do' ? putBack(args) : take(args)],
  grants: [
    {
      program: '/usr/sbin/ipset',
      args: `-exist (add|del) [A-Za-z0-9_][A-Za-z0-9_.:/-]* ${ADDRESS}( timeout [0-9]+)?`,
      timed: true,
    },
    {
      program: '/usr/sbin/nft',
      args: `(add|delete) element ${NFT_FAMILIES} ${NFT_NAME} ${NFT_NAME} [{] ${ADDRESS}( timeout [0-9]+s)? [}]`,
      timed: true,
    },
  ],
  caution: 'Whoever fills the set may put the address back: find the list that it comes from.',
})

function take({ ip, table, set }: Args): Argv {
  if (table === 'ipset') return ['ipset', '-exist', 'del', set, ip]
  return ['nft', 'delete', 'element', ...table.split(':'), set, '{', ip, '}']
}

/** It ends when it would have ended, or a little later. */
function putBack({ ip, table, set, left }: Args): Argv {
  if (table === 'ipset') return ['ipset', '-exist', 'add', set, ip, ...(left === NONE ? [] : ['timeout', left])]
  const until = left === NONE ? [] : ['timeout', `${left}s`]
  return ['nft', 'add', 'element', ...table.split(':'), set, '{', ip, ...until, '}']
}

function trouble(evidence: Evidence, args: Args): State {
  return passageState(evidence, args, (out) => {
    const firewall = answerOf(evidence, 'firewall')
    const place = firewall && placeOf(out, args.ip, firewall)
    if (!firewall || !place) return 'no set that the rule asks has the address alone as an element'
    if (place.table !== args.table || place.set !== args.set) return 'another set decides now, so check again'
    return isOnlyObstacle(out, firewall) ? undefined : 'to take the address out of the set would not be enough'
  })
}

/** The call where the address itself stands in the set: a network that covers it covers others. */
export function ipsetCall(out: KeptOut, passage: Passage, firewall: Answered<'firewall'>): RemedyCall[] {
  const place = placeOf(out, passage.ip, firewall)
  return place && isOnlyObstacle(out, firewall) ? [{ id: 'ipset-remove', args: { ...passage, ...place } }] : []
}

function placeOf(out: KeptOut, ip: string, firewall: Answered<'firewall'>): Omit<Args, keyof Passage> | undefined {
  const element = out.owner === 'other' ? elementOf(out, ip, firewall) : undefined
  if (!element) return undefined
  const { table, set, leftS } = element
  return { table: table.replace(' ', ':'), set, left: leftS === undefined ? NONE : String(leftS) }
}
