import { defineSection, failure, lines, type Output, type Told } from '../section.ts'
import { logLine } from './log-line.ts'

export const guards = defineSection({
  name: 'guards',
  script: `
tail=1
if tool sshguard; then
  run server ps -C sshguard,sshg-blocker -o pid=,args=
  if have journalctl; then root log journalctl -q --no-pager -o short-iso --since -24h -n 200 -t sshguard; fi
fi
`,
  read: (told) => {
    if (told.of('sshguard.path')?.exit === 1) return { sshguard: { running: false, log: [] } }
    const server = told.of('server')
    if (!server || server.exit > 1) return failure(server, 'sshguard')
    return { sshguard: { running: server.exit === 0, log: logOf(told, told.of('log')) } }
  },
})

/** Lines that name the client, whatever they say about it. */
function logOf({ subject: { client } }: Told, output: Output | undefined) {
  const about = lines(output).filter((line) => client !== undefined && line.includes(client))
  return about.flatMap((line) => logLine(line) ?? []).slice(-20)
}
