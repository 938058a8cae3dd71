import type { Address } from '../../domain/address.ts'
import type { Proof, Recognised } from '../../domain/diagnosis.ts'
import type { Jail } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { namesAddress, quoteLines } from './quote.ts'

export const RECIDIVE = 'recidive'

export const jailsHolding = (client: Address, fail2ban: Answered<'fail2ban'>): Jail[] =>
  fail2ban.jails.filter((jail) => jail.banned.some(({ address }) => address === client))

/** A finding about the client's ban in these jails, with what fail2ban and the kernel say; undefined when no jail holds it. */
export function banFinding(
  client: Address,
  jails: Jail[],
  fail2ban: Answered<'fail2ban'>,
  firewall: Answered<'firewall'> | undefined,
): Recognised | undefined {
  if (jails.length === 0) return undefined
  const blocking = kernelRules(firewall)
  const inKernel = blocking.length > 0
  const names = jails.map(({ name }) => name)
  return {
    confidence: firewall && !inKernel ? 'likely' : 'proven',
    summary: `fail2ban’s ${names.length > 1 ? 'jails' : 'jail'} ${names.join(' and ')} ${names.length > 1 ? 'have' : 'has'} banned ${client}${untilOf(client, jails)}.${mismatch(firewall, inKernel)}`,
    evidence: [...quoteJails(client, fail2ban), ...quoteRules(firewall, blocking)],
    remedies: [{ id: 'fail2ban-unban', args: { jail: names.join(','), ip: client } }],
    affects: 'client',
    ...sinceOf(client, jails),
  }
}

/** fail2ban's own rule still blocks the client although no jail remembers the ban. */
export function forgottenRule(client: Address, firewall: Answered<'firewall'> | undefined): Recognised | undefined {
  const blocking = kernelRules(firewall)
  if (!firewall || blocking.length === 0) return undefined
  return {
    confidence: 'proven',
    summary: `A firewall rule of fail2ban still blocks ${client}, although no jail lists it any more.`,
    evidence: quoteRules(firewall, blocking),
    advice: 'sudo systemctl restart fail2ban (it rebuilds its rules from the jails)',
    affects: 'client',
  }
}

const kernelRules = (firewall: Answered<'firewall'> | undefined) =>
  firewall?.blocking.filter(({ owner, namesClient }) => owner === 'fail2ban' && namesClient) ?? []

const mismatch = (firewall: Answered<'firewall'> | undefined, inKernel: boolean) =>
  firewall && !inKernel ? ' Yet no rule in the kernel blocks it: the firewall was changed behind fail2ban’s back.' : ''

function banOf(client: Address, jails: Jail[]) {
  return jails.flatMap(({ banned }) => banned).find(({ address }) => address === client)
}

function untilOf(client: Address, jails: Jail[]): string {
  const until = banOf(client, jails)?.until
  return until ? ` until ${until}` : ''
}

function sinceOf(client: Address, jails: Jail[]): { since?: string } {
  const since = banOf(client, jails)?.since
  return since ? { since } : {}
}

const quoteJails = (client: Address, fail2ban: Answered<'fail2ban'>): Proof[] =>
  quoteLines(fail2ban, (line) => namesAddress(line, client))

function quoteRules(firewall: Answered<'firewall'> | undefined, rules: { text: string }[]): Proof[] {
  return firewall ? rules.slice(0, 3).map(({ text }) => ({ observation: 'firewall', quote: text })) : []
}
