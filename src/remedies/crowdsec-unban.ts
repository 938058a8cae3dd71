import { z } from 'zod'
import type { KeptOut } from '../causes/reading/kept-out.ts'
import { canonicalAddress } from '../domain/address.ts'
import type { RemedyCall } from '../domain/diagnosis.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Answered } from '../domain/observation.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { ADDRESS } from './grant.ts'
import { aboutPassage, type Passage, passageState } from './passage.ts'

const args = z.strictObject({
  ip: ipAddress,
  port: portNumber,
  left: z.string().regex(/^[1-9]\d{0,9}$/, 'for how many seconds CrowdSec would still have it banned'),
})
type Args = z.infer<typeof args>

/** The bouncer asks for news every ten seconds. */
const LOOKS = 12

export const crowdsecUnban = defineRemedy<Args>({
  id: 'crowdsec-unban',
  title: 'Lift the ban of CrowdSec',
  risk: 'safe',
  args,
  example: { ip: '203.0.113.7', port: '22', left: '14400' },
  trouble,
  about: aboutPassage,
  looks: LOOKS,
  plan: ({ ip }) => [['cscli', 'decisions', 'delete', '--ip', ip]],
  undo: ({ ip, left }) => [
    ['cscli', 'decisions', 'add', '--ip', ip, '--duration', `${left}s`, '--reason', 'ssh-medic'],
  ],
  grants: [
    {
      program: '/usr/bin/cscli',
      args: `decisions (delete --ip ${ADDRESS}|add --ip ${ADDRESS} --duration [1-9][0-9]*s --reason ssh-medic)`,
    },
  ],
  caution:
    'What failed to log in is banned again when it goes on, and what stands on the community’s list comes back with it.',
})

function trouble(evidence: Evidence, args: Args): State {
  const decisions = answerOf(evidence, 'guards')?.crowdsec?.decisions
  if (!decisions) return { state: 'unknown', because: 'cscli of this host does not tell what CrowdSec has decided' }
  return passageState(evidence, args, ({ owner }) => {
    if (owner !== 'crowdsec') return 'not CrowdSec decides'
    if (decisions.length === 0) return 'the CrowdSec of this host has decided nothing about the address'
    return covering(decisions, args.ip) === undefined ? undefined : 'what is banned is a whole network'
  })
}

type Decisions = NonNullable<Answered<'guards'>['crowdsec']>['decisions']

/** cscli would lift the ban of the whole network along with that of the address. */
const covering = (decisions: Decisions, ip: string) => decisions.find(({ value }) => canonicalAddress(value) !== ip)

/** The call where the host's own CrowdSec has banned the address alone. */
export function crowdsecCall(out: KeptOut, passage: Passage, guards: Answered<'guards'> | undefined): RemedyCall[] {
  const decisions = guards?.crowdsec?.decisions ?? []
  const leftS = Math.max(0, ...decisions.map((one) => one.leftS))
  if (out.owner !== 'crowdsec' || leftS === 0 || covering(decisions, passage.ip)) return []
  return [{ id: 'crowdsec-unban', args: { ...passage, left: String(leftS) } }]
}
