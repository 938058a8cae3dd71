import { z } from 'zod'
import type { KeptOut } from '../causes/reading/kept-out.ts'
import { rightsItself } from '../causes/reading/mended.ts'
import { familyOf } from '../domain/address.ts'
import type { RemedyCall } from '../domain/diagnosis.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Answered } from '../domain/observation.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { type Argv, type Direction, defineRemedy, type State } from './define.ts'
import { ADDRESS, literally, PORT } from './grant.ts'
import { NFT_FAMILIES, NFT_NAME, nftFamily, nftName } from './nft-names.ts'
import { nftablesPersist, nftPersistArgs } from './nftables-persist.ts'
import { aboutPassage, type Passage, passageState } from './passage.ts'

/** Behind all rules, where no rule but the chain's policy decides. */
const END = 'end'

const args = z.strictObject({
  ip: ipAddress,
  port: portNumber,
  family: nftFamily,
  table: nftName,
  chain: nftName,
  above: z.string().regex(/^([1-9]\d{0,9}|end)$/, 'the handle of the rule that decides, or “end”'),
})
type Args = z.infer<typeof args>

/** nft takes a rule out by its handle alone, and the kernel chooses that: our own rule is found by its comment. */
const TAKE_OUT =
  'nft -a list chain "$@" | sed -n "s|.* comment .$0. # handle ||p" | xargs -r -n 1 nft delete rule "$@" handle'

const PLACE = `${NFT_FAMILIES} ${NFT_NAME} ${NFT_NAME}`
const MARK = `ssh-medic/${ADDRESS}/${PORT}`

export const nftablesAllow = defineRemedy<Args>({
  id: 'nftables-allow',
  title: 'Let the address in by a rule of nftables',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', port: '22', family: 'inet', table: 'filter', chain: 'input', above: '7' },
  trouble,
  about: aboutPassage,
  plan: (args) => [add(args)],
  undo: (args) => [remove(args)],
  rescue: (args, direction) => [direction === 'do' ? remove(args) : add(args)],
  next: { id: nftablesPersist.id, args: nftPersistArgs },
  grants: [
    {
      program: '/usr/sbin/nft',
      args: `(add rule ${PLACE}|insert rule ${PLACE} handle [1-9][0-9]*) ip6? saddr ${ADDRESS} tcp dport ${PORT} accept comment "${MARK}"`,
      timed: true,
    },
    { program: '/usr/bin/sh', args: `-c ${literally(TAKE_OUT)} ${MARK} ${PLACE}`, timed: true },
  ],
  caution: 'The rule lasts until the rules are loaded anew; where it can be kept, that is offered next.',
})

const placeWords = ({ family, table, chain }: Args) => [family, table, chain] as const
const markOf = ({ ip, port }: Passage): string => `ssh-medic/${ip}/${port}`

function add(args: Args): Argv {
  const verb = args.above === END ? 'add' : 'insert'
  const above = args.above === END ? [] : ['handle', args.above]
  const source = [familyOf(args.ip) === 6 ? 'ip6' : 'ip', 'saddr', args.ip]
  const rule = [...source, 'tcp', 'dport', args.port, 'accept', 'comment', `"${markOf(args)}"`]
  return ['nft', verb, 'rule', ...placeWords(args), ...above, ...rule]
}

/** The script is constant: what varies comes to it as positional parameters. */
const remove = (args: Args): Argv => ['sh', '-c', TAKE_OUT, markOf(args), ...placeWords(args)]

/** The undo finds the rule by its comment: whatever has the rules loaded anew gives all of them new handles. */
function trouble(evidence: Evidence, args: Args, direction: Direction = 'do'): State {
  return passageState(evidence, args, (out) => {
    const firewall = answerOf(evidence, 'firewall')
    const place = placeOf(out)
    if (!place || !firewall) return 'what decides is no rule of nftables that is nobody’s'
    const fixed =
      direction === 'do' ? (['family', 'table', 'chain', 'above'] as const) : (['family', 'table', 'chain'] as const)
    const isSame = fixed.every((key) => place[key] === args[key])
    if (!isSame) return 'another rule decides now, so check again'
    return rightsItself(out, args, firewall) ? undefined : 'a rule for the address above it would not be enough'
  })
}

/** The call for a rule of nobody's; none where the packet would then end at another one. */
export function nftablesCall(out: KeptOut, passage: Passage, firewall: Answered<'firewall'>): RemedyCall[] {
  const place = placeOf(out)
  return place && rightsItself(out, passage, firewall) ? [{ id: 'nftables-allow', args: { ...passage, ...place } }] : []
}

type Place = Pick<Args, 'family' | 'table' | 'chain' | 'above'>

function placeOf({ owner, at }: KeptOut): Place | undefined {
  if (owner !== 'other' || at.tool !== 'nft') return undefined
  const above = at.rule ? at.rule.handle : END
  const [family = '', table = ''] = at.table.split(' ')
  return above === undefined ? undefined : { family, table, chain: at.chain, above: String(above) }
}
