import type { Address } from '../../domain/address.ts'
import type { Proof, Recognised, RemedyCall } from '../../domain/diagnosis.ts'
import type { Jail, UfwRule } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { byHostsClock } from '../../domain/times.ts'
import { failuresOf, whoFails } from './failed-logins.ts'
import { quotePlace } from './firewall-quote.ts'
import { hostsAccessVerdict } from './hosts-access.ts'
import { type Judgement, judge, type RuleFacts } from './kept-out.ts'
import { namesAddress, quoteLines, quoteRun } from './quote.ts'
import { quoteNewest } from './recent-lines.ts'
import { namesExactly } from './ufw-rules.ts'

export const RECIDIVE = 'recidive'

export const jailsHolding = (client: Address, fail2ban: Answered<'fail2ban'>): Jail[] =>
  fail2ban.jails.filter((jail) => jail.banned.some(({ address }) => address === client))

/** Whether a ban keeps the client from SSH: by the jail's name, or by a rule of it in the kernel that covers the port. */
export function concernsSsh({ name }: Jail, firewall: Answered<'firewall'> | undefined, port: number): boolean {
  return SSH_JAIL.test(name) || kernelRules(firewall).some(({ text }) => coversPort(text, port))
}

const SSH_JAIL = /ssh|recidive/i

/** A rule without ports covers all; sets and lists of names or numbers are read as they are printed. */
function coversPort(rule: string, port: number): boolean {
  const ports = /dports? (\{[^}]*\}|\S+)/.exec(rule)?.[1]
  return ports === undefined || ports.split(/[\s,{}]+/).some((one) => one === String(port) || one === 'ssh')
}

/** Where a ban shows besides fail2ban's own list, and why it was earned. */
export interface BanTraces {
  firewall: Answered<'firewall'> | undefined
  ufw: Answered<'ufw'> | undefined
  'tcp-wrappers': Answered<'tcp-wrappers'> | undefined
  'sshd-log': Answered<'sshd-log'> | undefined
  /** What the rules do with the client's packet, where they were read. */
  judgement?: Judgement | undefined
}

/** A finding about the client's ban in these jails, with what fail2ban and the host say; undefined when no jail holds it. */
export function banFinding(
  client: Address,
  jails: Jail[],
  fail2ban: Answered<'fail2ban'>,
  traces: BanTraces,
): Recognised | undefined {
  if (jails.length === 0) return undefined
  const carriedOut = carrierOf(client, traces)
  const missing = whyNotCarriedOut(carriedOut, traces)
  const names = jails.map(({ name }) => name)
  const log = traces['sshd-log']
  const failures = failuresOf(client, log)
  return {
    confidence: missing === '' ? 'proven' : 'likely',
    summary: `fail2ban’s ${names.length > 1 ? 'jails' : 'jail'} ${names.join(' and ')} ${names.length > 1 ? 'have' : 'has'} banned ${client}${untilOf(client, jails)}.${missing}`,
    evidence: [
      ...quoteJails(client, fail2ban),
      ...carriedOut,
      ...(log
        ? quoteNewest(
            log,
            failures.map(({ line }) => line),
          )
        : []),
    ],
    remedies: callsFor({ jail: names.join(','), ip: client }, fail2ban),
    ...(failures.length > 0 && {
      advice: `Stop what fails there, or the ban returns: ${whoFails(failures)} from ${client}`,
    }),
    affects: 'client',
    ...sinceOf(client, jails),
  }
}

/** Who was banned before will be again: then that can be ended, too. */
function callsFor(args: { jail: string; ip: string }, { log }: Answered<'fail2ban'>): RemedyCall[] {
  const bans = args.jail.split(',').map((jail) => log.filter(({ text }) => text.endsWith(` [${jail}] Ban ${args.ip}`)))
  const isRepeated = bans.some((times) => times.length > 1)
  return [{ id: 'fail2ban-unban', args }, ...(isRepeated ? [{ id: 'fail2ban-ignore', args }] : [])]
}

/** The mismatch of jail and kernel, as a sentence; '' when there is none. */
function whyNotCarriedOut(carriedOut: readonly Proof[], { firewall, judgement }: BanTraces): string {
  if (firewall === undefined) return ''
  if (carriedOut.length === 0)
    return ' Yet nothing on the host blocks it: the firewall was changed behind fail2ban’s back.'
  const first =
    judgement?.kind === 'gets-in' && isInKernel(carriedOut) ? judgement.trace.decisions[0]?.at?.rule : undefined
  return first ? ` Yet its rule is never asked, for another one lets the client in before: ${first.text}` : ''
}

const isInKernel = (carriedOut: readonly Proof[]): boolean =>
  carriedOut.every(({ observation }) => observation === 'firewall')

/** What carries the ban out: a rule of fail2ban's own, or one that it has ufw or hosts.deny hold for it. */
function carrierOf(client: Address, { firewall, ufw, 'tcp-wrappers': wrappers, judgement }: BanTraces): Proof[] {
  const byUfw = ufw?.active ? ufw.rules.filter((rule) => refuses(rule.action) && namesExactly(rule, client)) : []
  const verdict = wrappers?.linked ? hostsAccessVerdict(wrappers.rules, client) : undefined
  const denied = verdict?.access === 'denied' && namesAddress(verdict.rule.text, client) ? [verdict.rule] : []
  return [
    ...decidedBy(client, firewall, judgement),
    ...(ufw ? byUfw.slice(0, 1).flatMap(({ line }) => quoteLines(ufw, (printed) => printed === line)) : []),
    ...(wrappers ? denied.flatMap(({ file, line }) => quoteRun(wrappers, `cat /etc/${file}`, line)) : []),
  ]
}

/** The rule that decides, when it is fail2ban's or one that names the client for it; else what of fail2ban's names the client. */
function decidedBy(client: Address, firewall: BanTraces['firewall'], judgement: Judgement | undefined): Proof[] {
  const at = judgement?.kind === 'kept-out' ? judgement.at : undefined
  const isBan = judgement?.kind === 'kept-out' && judgement.owner === 'fail2ban'
  if (firewall && at?.rule && (isBan || namesAddress(at.rule.text, client))) return quotePlace(firewall, at)
  return quoteRules(firewall, kernelRules(firewall))
}

const refuses = (action: UfwRule['action']): boolean => action === 'DENY' || action === 'REJECT'

/** fail2ban's own rule still blocks the client although no jail remembers the ban. */
export function forgottenRule(
  client: Address,
  firewall: Answered<'firewall'> | undefined,
  judgement: Judgement | undefined,
): Recognised | undefined {
  const decides = judgement?.kind === 'kept-out' && judgement.owner === 'fail2ban' ? judgement.at : undefined
  if (!firewall || !decides) return undefined
  return {
    confidence: 'proven',
    summary: `A firewall rule of fail2ban still blocks ${client}, although no jail lists it any more.`,
    evidence: quotePlace(firewall, decides),
    advice: 'sudo systemctl restart fail2ban (it rebuilds its rules from the jails)',
    affects: 'client',
  }
}

/** The rule of a ban in the kernel that decides, while fail2ban itself could not be asked. */
export function ruleOfBan(facts: RuleFacts): Recognised | undefined {
  const out = judge(facts)
  if (out.kind !== 'kept-out' || out.owner !== 'fail2ban') return undefined
  const { address } = facts.client
  return {
    confidence: 'likely',
    summary: `A rule in the kernel bans ${address}: ${out.words}. fail2ban itself could not be asked.`,
    evidence: quotePlace(facts.firewall, out.at),
    advice: `sudo fail2ban-client unban ${address}`,
    affects: 'client',
  }
}

const kernelRules = (firewall: Answered<'firewall'> | undefined) =>
  firewall?.blocking.filter(({ owner, namesClient }) => owner === 'fail2ban' && namesClient) ?? []

function banOf(client: Address, jails: Jail[]) {
  return jails.flatMap(({ banned }) => banned).find(({ address }) => address === client)
}

function untilOf(client: Address, jails: Jail[]): string {
  const until = banOf(client, jails)?.until
  return until ? ` until ${byHostsClock(until)}` : ''
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
