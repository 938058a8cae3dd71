import { z } from 'zod'
import { canonicalAddress } from '../domain/address.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { State } from './define.ts'
import { rulesNaming } from './rules-naming.ts'

/** One jail, or several joined by commas: a repeat offender sits in `sshd` and in `recidive`. */
export const jailNames = z
  .string()
  .max(512)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}(,[A-Za-z0-9_][A-Za-z0-9_.-]{0,63})*$/, 'jail names joined by commas')

/** The ban holds while any jail lists the address or a rule of fail2ban in the kernel blocks it. */
export function bannedState(evidence: Evidence, { jail, ip }: { jail: string; ip: string }): State {
  const fail2ban = answerOf(evidence, 'fail2ban')
  if (!fail2ban) return { state: 'unknown', because: 'fail2ban could not be read' }
  if (!fail2ban.running) return { state: 'unknown', because: 'fail2ban is not running' }
  const missing = jail.split(',').filter((name) => !fail2ban.jails.some((one) => one.name === name))
  if (missing.length > 0) return { state: 'unknown', because: `fail2ban has no jail ${missing.join(', ')}` }

  const rules = rulesNaming(evidence, ip, 'fail2ban')
  if (rules === undefined) return { state: 'unknown', because: 'the kernel’s rules could not be read for this address' }
  const holding = fail2ban.jails.filter(({ banned }) => banned.some((ban) => canonicalAddress(ban.address) === ip))
  const bannedIn = holding.map(({ name }) => name)
  const facts = { bannedIn, rules }
  if (bannedIn.length > 0) return { state: 'holds', detail: `${ip} is banned in ${bannedIn.join(', ')}`, facts }
  if (rules.length > 0) return { state: 'holds', detail: `a rule of fail2ban still blocks ${ip}`, facts }
  return { state: 'gone', detail: `${ip} is in no jail and no rule of fail2ban blocks it`, facts }
}
