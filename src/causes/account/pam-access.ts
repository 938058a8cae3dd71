import type { Address } from '../../domain/address.ts'
import type { Recognised } from '../../domain/diagnosis.ts'
import type { PamLine } from '../../domain/inside/account.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { type AccessVerdict, accessVerdict } from '../reading/access-conf.ts'
import { decides, linesOf, quotePamLine, tellsNothing, UNTOLD, usesPam } from '../reading/pam-stack.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteLast } from '../reading/recent-lines.ts'
import { strangerLike } from '../reading/stranger.ts'

export const pamAccess = defineCause({
  id: 'pam-access',
  title: 'pam_access (access.conf) refuses the user or the address',
  needs: ['pam', 'sshd-config', 'account', 'user'],
  also: ['client', 'sshd-log'],
  recognise: ({ pam, 'sshd-config': config, account, user, client, 'sshd-log': log }) => {
    if (pam.access.length > 0 && tellsNothing(config)) return UNTOLD
    const asked = usesPam(config) && account.exists ? askedBy(pam) : undefined
    if (!asked || account.user !== user) return undefined
    const verdict = accessVerdict(pam.access, {
      user,
      groups: groupsFor(asked, account.groups),
      address: client?.address,
    })
    if (verdict.access === 'allowed') return undefined
    const logged = quoteLast(log, (text) => isRefusal(text, user, client?.address))
    return {
      confidence: confidenceOf(verdict, decides(asked)),
      summary: summaryOf(verdict, user, client?.address),
      evidence: [...quoteRule(pam, verdict.rule), ...quotePamLine(pam, asked), ...logged],
      advice: `Add above line ${verdict.rule.line} of ${verdict.rule.file}: +:${user}:${client?.address ?? 'ADDRESS'} (it counts from the next login on)`,
      affects: reachOf(pam, user, client?.address),
    }
  },
  decide: ({ user }) =>
    `sudo journalctl -g 'pam_access.*${user ?? 'USER'}' -n 5; grep -nE '^[+-]' /etc/security/access.conf`,
})

/** With `nodefgroup` a bare name means a user alone; groups stand in brackets either way. */
const groupsFor = ({ args }: PamLine, groups: readonly string[]) => ({
  bare: args.includes('nodefgroup') ? [] : groups,
  all: groups,
})

type Open = Exclude<AccessVerdict, { access: 'allowed' }>

/** Lines that read another file, or part their fields otherwise, are not judged. */
const askedBy = (pam: Answered<'pam'>): PamLine | undefined =>
  linesOf(pam, 'account', 'pam_access.so').find(
    ({ args }) => !args.some((arg) => /^(accessfile|fieldsep|listsep)=/.test(arg)),
  )

function confidenceOf({ access }: Open, enforced: boolean) {
  if (access === 'unclear') return 'possible'
  return enforced ? 'proven' : 'likely'
}

function summaryOf({ access, rule }: Open, user: string, address: string | undefined): string {
  const whom = `${user}${address ? ` from ${address}` : ''}`
  if (access === 'denied') return `Line ${rule.line} of ${rule.file} refuses ${whom}: ${rule.text}`
  const open = address ? 'it names what only the host can look up' : 'it depends on the address, which nobody named'
  return `Line ${rule.line} of ${rule.file} may decide about ${whom}: ${open}.`
}

/** PAM's own words from their first letter to the last, so that no user name in a log can pass for them. */
function isRefusal(text: string, user: string, address: string | undefined): boolean {
  const head = `pam_access(sshd:account): access denied for user \`${user}' from \``
  const plain = text.replace(/for user '/, 'for user `').replace(/' from '/, "' from `")
  return address ? plain === `${head}${address}'` : plain.startsWith(head)
}

/** Whether somebody whom no rule names is refused as well, and this user from elsewhere. */
function reachOf({ access }: Answered<'pam'>, user: string, address: Address | undefined): Recognised['affects'] {
  const elsewhere = strangerLike(address ?? '192.0.2.1')
  const refuses = (name: string) =>
    accessVerdict(access, { user: name, groups: NO_GROUPS, address: elsewhere }).access === 'denied'
  if (refuses('somebody-else')) return 'unlisted'
  return address === undefined || refuses(user) ? 'user' : 'client'
}

const NO_GROUPS = { all: [], bare: [] }

const quoteRule = (pam: Answered<'pam'>, { file, line }: Open['rule']) =>
  quoteLines(pam, (text, { command }) => command.endsWith(file) && text.startsWith(`${line}:`))
