import { z } from 'zod'
import type { KeptOut } from '../causes/reading/kept-out.ts'
import { rightsItself } from '../causes/reading/mended.ts'
import { familyOf } from '../domain/address.ts'
import type { RemedyCall } from '../domain/diagnosis.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Answered } from '../domain/observation.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { ADDRESS, PORT } from './grant.ts'
import { iptablesPersist, persistArgs } from './iptables-persist.ts'
import { aboutPassage, type Passage, passageState } from './passage.ts'

/** Behind all rules, where no rule but the chain's policy decides. */
const END = 'end'

const args = z.strictObject({
  ip: ipAddress,
  port: portNumber,
  chain: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,27}$/, 'a chain such as INPUT'),
  above: z.string().regex(/^([1-9]\d{0,5}|end)$/, 'the number of the rule that decides, or “end”'),
})
type Args = z.infer<typeof args>

const rule = ({ ip, port }: Passage) =>
  ['-s', ip, '-p', 'tcp', '--dport', port, '-m', 'comment', '--comment', 'ssh-medic', '-j', 'ACCEPT'] as const

const CHAIN = '[A-Za-z0-9_][A-Za-z0-9_.-]*'
const GRANTED = `-w 5 (-[AD] ${CHAIN}|-I ${CHAIN} [1-9][0-9]*) ${rule({ ip: ADDRESS, port: PORT }).join(' ')}`

export const iptablesAllow = defineRemedy<Args>({
  id: 'iptables-allow',
  title: 'Let the address in by a rule of iptables',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', port: '22', chain: 'INPUT', above: '3' },
  trouble,
  about: aboutPassage,
  plan: (args) => [add(args)],
  undo: (args) => [remove(args)],
  rescue: (args, direction) => [direction === 'do' ? remove(args) : add(args)],
  next: { id: iptablesPersist.id, args: persistArgs },
  grants: [
    { program: '/usr/sbin/iptables', args: GRANTED, timed: true },
    { program: '/usr/sbin/ip6tables', args: GRANTED, timed: true },
  ],
  caution: 'The rule lasts until the rules are loaded anew; where it can be kept, that is offered next.',
})

const tool = (ip: string) => (familyOf(ip) === 6 ? 'ip6tables' : 'iptables')

/** `-w`: waits for somebody else who is changing the rules just now. */
function add(args: Args): Argv {
  const place = args.above === END ? ['-A', args.chain] : ['-I', args.chain, args.above]
  return [tool(args.ip), '-w', '5', ...place, ...rule(args)]
}

const remove = (args: Args): Argv => [tool(args.ip), '-w', '5', '-D', args.chain, ...rule(args)]

function trouble(evidence: Evidence, args: Args): State {
  return passageState(evidence, args, (out) => {
    const firewall = answerOf(evidence, 'firewall')
    if (!firewall || !isForIptables(out, firewall)) return 'what decides is no rule that iptables shows'
    const { chain, above } = placeOf(out)
    if (chain !== args.chain || above !== args.above) return 'another rule decides now, so check again'
    return rightsItself(out, args, firewall) ? undefined : 'a rule for the address above it would not be enough'
  })
}

/**
 * The call for a rule of nobody's that iptables knows; none where it would change another set of rules than the one that decides,
 * nor where the packet would then end at another rule.
 */
export function iptablesCall(out: KeptOut, passage: Passage, firewall: Answered<'firewall'>): RemedyCall[] {
  if (!isForIptables(out, firewall) || !rightsItself(out, passage, firewall)) return []
  return [{ id: 'iptables-allow', args: { ...passage, ...placeOf(out) } }]
}

const isForIptables = (out: KeptOut, firewall: Answered<'firewall'>): boolean =>
  out.owner === 'other' && isFilter(out) && !hasLegacy(firewall)

const placeOf = ({ at }: KeptOut) => ({ chain: at.chain, above: at.rule ? String(at.rule.number) : END })
const isFilter = ({ at }: KeptOut) => at.tool !== 'nft' && /^(ip6? )?filter$/.test(at.table)
/** With rules of both kinds, `iptables` alone does not say which it would change. */
const hasLegacy = ({ commands }: Answered<'firewall'>) =>
  commands.some(({ command }) => command.includes('-legacy-save'))
