import type { Address } from '../../domain/address.ts'
import type { Proof } from '../../domain/diagnosis.ts'
import type { HostsAccessRule } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { hostsAccessVerdict } from '../reading/hosts-access.ts'
import { quoteLines, quoteProbe, quoteRun } from '../reading/quote.ts'
import { strangerLike } from '../reading/stranger.ts'

const quoteRule = (wrappers: Answered<'tcp-wrappers'>, { file, line }: HostsAccessRule): Proof[] =>
  quoteRun(wrappers, `cat /etc/${file}`, line)

/** libwrap's clean_exit() sleeps 5 s before it ends the connection; a busy host gets to that late. */
const isWrappersPause = (afterMs: number) => afterMs >= 4_900 && afterMs <= 7_500

export const tcpWrappersDeny = defineCause({
  id: 'tcp-wrappers-deny',
  title: 'TCP wrappers (/etc/hosts.deny) refuse the client',
  needs: ['tcp-wrappers', 'client'],
  recognise: ({ 'tcp-wrappers': wrappers, client }) => {
    if (!wrappers.linked) return undefined
    const verdict = hostsAccessVerdict(wrappers.rules, client.address)
    if (verdict.access === 'allowed') return undefined
    const { rule } = verdict
    const byDenyHosts = denyHostsMark(wrappers, rule)
    return {
      confidence: verdict.access === 'denied' ? 'proven' : 'possible',
      summary:
        verdict.access === 'denied'
          ? `Line ${rule.line} of /etc/${rule.file} refuses sshd to ${client.address}${byDenyHosts ? '; DenyHosts wrote it' : ''}.`
          : `Line ${rule.line} of /etc/${rule.file} may refuse ${client.address}: the rules name hosts by what only the host can look up.`,
      evidence: [
        ...quoteRule(wrappers, rule),
        ...(byDenyHosts ? quoteLines(wrappers, (line) => line === byDenyHosts) : []),
      ],
      advice: `Add to /etc/hosts.allow: sshd: ${client.address.includes(':') ? `[${client.address}]` : client.address}${byDenyHosts ? '. DenyHosts keeps its own records: stop it, take the address out of hosts.deny and of the files in its WORK_DIR (/var/lib/denyhosts), and start it' : ''}`,
      affects: isForAll(wrappers.rules, client.address) ? 'unlisted' : 'client',
      // DenyHosts would write its line again, and its own records say the rest.
      ...(verdict.access === 'denied' &&
        !byDenyHosts && { remedies: [{ id: 'hosts-allow', args: { ip: client.address } }] }),
    }
  },
  remedies: ['hosts-allow'],
  suspicion: {
    needs: ['banner', 'host'],
    recognise: ({ banner, host }) => {
      if (banner.outcome !== 'closed' || !isWrappersPause(banner.afterMs)) return undefined
      return {
        confidence: 'likely',
        summary: `${host.name} accepts the connection, waits 5 s and closes it without a word: so do TCP wrappers (/etc/hosts.deny), here against this vantage.`,
        evidence: quoteProbe('banner', `no byte, connection closed after ${banner.afterMs} ms`),
        advice: 'On the console: cat /etc/hosts.deny /etc/hosts.allow; journalctl -t sshd | grep "refused connect"',
        affects: 'vantage',
      }
    },
  },
  decide: ({ client }) =>
    `tcpdmatch sshd ${client?.address ?? 'ADDRESS'} || grep -nE 'sshd|ALL' /etc/hosts.deny /etc/hosts.allow`,
})

/** Whether somebody whom no rule names is refused as well. */
const isForAll = (rules: HostsAccessRule[], client: Address): boolean =>
  hostsAccessVerdict(rules, strangerLike(client)).access === 'denied'

/** `# DenyHosts: Fri Nov 21 03:04:05 2026 | sshd: 203.0.113.7`: DenyHosts writes that above each rule of its own. */
function denyHostsMark(wrappers: Answered<'tcp-wrappers'>, { file, text }: HostsAccessRule): string | undefined {
  if (file !== 'hosts.deny') return undefined
  const written = wrappers.commands.flatMap(({ output }) => output.split('\n'))
  return written.find((line) => line.startsWith('# DenyHosts: ') && line.endsWith(` | ${text}`))
}
