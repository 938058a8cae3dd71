import { z } from 'zod'
import type { KeptOut } from '../causes/reading/kept-out.ts'
import { zoneOf } from '../causes/reading/rule-advice.ts'
import { familyOf } from '../domain/address.ts'
import type { RemedyCall } from '../domain/diagnosis.ts'
import type { Evidence } from '../domain/evidence.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { ADDRESS, PORT } from './grant.ts'
import { aboutPassage, type Passage, passageState } from './passage.ts'

const args = z.strictObject({
  ip: ipAddress,
  port: portNumber,
  zone: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,16}$/, 'a zone such as public'),
})
type Args = z.infer<typeof args>

const ZONE = '[A-Za-z0-9_][A-Za-z0-9_-]*'
const RULE = `rule priority=-100 family=ipv[46] source address=${ADDRESS} port port=${PORT} protocol=tcp accept`

export const firewalldAllow = defineRemedy<Args>({
  id: 'firewalld-allow',
  title: 'Let the address in by a rich rule of firewalld',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', port: '22', zone: 'public' },
  trouble,
  about: aboutPassage,
  plan: (args) => both('add', args),
  undo: (args) => both('remove', args),
  rescue: (args, direction) => both(direction === 'do' ? 'remove' : 'add', args),
  grants: [
    {
      program: '/usr/bin/firewall-cmd',
      args: `(--permanent )?--zone=${ZONE} --(add|remove)-rich-rule=${RULE}`,
      timed: true,
    },
  ],
  caution: 'The rule comes before all that the zone denies, and stays after a restart, until it is undone.',
})

/** Now, and after the next reload: the timed undo stands behind both. */
const both = (verb: 'add' | 'remove', args: Args): Argv[] => [rich(verb, args), rich(verb, args, '--permanent')]

function rich(verb: 'add' | 'remove', { ip, port, zone }: Args, ...first: '--permanent'[]): Argv {
  const family = familyOf(ip) === 6 ? 'ipv6' : 'ipv4'
  // A priority below 0 comes before what the zone denies. Values need no quotes.
  const rule = `rule priority=-100 family=${family} source address=${ip} port port=${port} protocol=tcp accept`
  return ['firewall-cmd', ...first, `--zone=${zone}`, `--${verb}-rich-rule=${rule}`]
}

function trouble(evidence: Evidence, args: Args): State {
  return passageState(evidence, args, (out) => {
    if (out.owner !== 'firewalld') return 'not firewalld decides'
    return zoneOf(out) === args.zone ? undefined : `the client is in the zone ${zoneOf(out) ?? 'unknown'} now`
  })
}

export function firewalldCall(out: KeptOut, passage: Passage): RemedyCall[] {
  const zone = zoneOf(out)
  return zone === undefined ? [] : [{ id: 'firewalld-allow', args: { ...passage, zone } }]
}
