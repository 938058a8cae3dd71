import type { CrowdsecDecision } from '../../domain/inside/strain.ts'
import { defineSection, failure, lines, type Output, type Told } from '../section.ts'
import { decisionsIn } from './crowdsec.ts'
import { logLine } from './log-line.ts'

export const guards = defineSection({
  name: 'guards',
  script: `
small=yes
tail=1
if tool sshguard; then
  run server ps -C sshguard,sshg-blocker -o pid=,args=
  small=
  if have journalctl; then root log journalctl -q --no-pager -o short-iso --since -24h -n 200 -t sshguard; fi
fi
tail=0 small=
# With -a also what came from the community's list.
if [ -n "$client" ] && have cscli; then root decisions cscli decisions list -a --ip "$client" -o json; fi
`,
  read: (told) => {
    const crowdsec = crowdsecOf(told.of('decisions'))
    const decided = crowdsec && { crowdsec }
    if (told.of('sshguard.path')?.exit === 1) return { sshguard: { running: false, log: [] }, ...decided }
    const server = told.of('server')
    if (!server || server.exit > 1) return failure(server, 'sshguard')
    return { sshguard: { running: server.exit === 0, log: logOf(told, told.of('log')) }, ...decided }
  },
})

/** Lines that name the client, whatever they say about it. */
function logOf({ subject: { client } }: Told, output: Output | undefined) {
  const about = lines(output).filter((line) => client !== undefined && line.includes(client))
  return about.flatMap((line) => logLine(line) ?? []).slice(-20)
}

function crowdsecOf(output: Output | undefined): { decisions: CrowdsecDecision[] } | undefined {
  const decisions = output?.exit === 0 ? decisionsIn(output.output) : undefined
  return decisions && { decisions }
}
