import { z } from 'zod'
import { isPenaltyOf, LONGEST_PENALTY_MS } from '../causes/reading/penalties.ts'
import { ageMs } from '../causes/reading/recent-lines.ts'
import { wallClockMs } from '../causes/reading/unit-history.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { startable, unitIn, unknown } from './served.ts'
import { RESTART_GRANTS, restart, restartRescue, serviceName } from './sshd-units.ts'

const args = z.strictObject({ ip: ipAddress, unit: serviceName, port: portNumber })
type Args = z.infer<typeof args>

/** sshd keeps penalties in its memory and has no command to drop one: only time does, or a new listener. There is no undo. */
export const penaltiesClear = defineRemedy<Args>({
  id: 'penalties-clear',
  title: 'Let sshd forget its penalties, by a restart',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', unit: 'ssh.service', port: '22' },
  trouble,
  about: ({ ip, port }) => ({ client: ip, port: Number(port) }),
  plan: ({ unit }) => restart(unit),
  rescue: ({ unit }) => restartRescue(unit),
  grants: RESTART_GRANTS,
  caution:
    'sshd can only forget all penalties at once, also those of attackers; what is in its files by now takes effect. Sessions that are open stay. What keeps failing from this address will earn the next one.',
})

function trouble(evidence: Evidence, { ip, unit }: Args): State {
  const log = answerOf(evidence, 'sshd-log')
  const identity = answerOf(evidence, 'identity')
  const service = unitIn(evidence, unit)
  if (!log || !identity) return unknown('the log of sshd could not be read')
  if (typeof service === 'string') return unknown(service)
  if (service.activeState !== 'active') return unknown(`${unit} is ${service.activeState}`)
  const since = wallClockMs(service.activeSince)
  if (Number.isNaN(since)) return unknown(`systemd does not tell since when ${unit} is active`)
  const last = log.lines.findLast(({ at, text }) => isPenaltyOf(text, ip) && wallClockMs(at) > since)
  const facts = { activeSince: service.activeSince, lastRefusal: last?.at ?? null }
  if (!last || !(ageMs(last, identity) <= LONGEST_PENALTY_MS))
    return {
      state: 'gone',
      detail: `since its start at ${service.activeSince} sshd has not refused ${ip} for a penalty`,
      facts,
    }
  const why = startable(evidence)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: `sshd refused ${ip} for a penalty at ${last.at}`, facts }
}
