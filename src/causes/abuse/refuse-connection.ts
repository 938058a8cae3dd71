import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteNewest } from '../reading/recent-lines.ts'

/** sshd's own words; what stands for USER is what the client sent, and a name may hold anything. */
const PROHIBITED = /^administratively prohibited connection for .{1,256} from (\S{1,64}) port \d{1,5}(?: \[preauth\])?$/

export const refuseConnection = defineCause({
  id: 'refuse-connection',
  title: 'sshd_config refuses connections of this client or user',
  needs: ['sshd-config'],
  also: ['client', 'user', 'sshd-log'],
  recognise: ({ 'sshd-config': config, client, user, 'sshd-log': log }) => {
    const settings = config.effective ?? config.global
    if (settings.refuseconnection?.[0] !== 'yes') return undefined
    const whom = [user, client && `from ${client.address}`].filter(Boolean).join(' ')
    const inMatch = config.effective !== undefined && config.global.refuseconnection?.[0] !== 'yes'
    return {
      confidence: 'proven',
      summary: `sshd ends connections${whom && ` of ${whom}`} once it knows the user: RefuseConnection is set${inMatch ? ' in a Match block that fits' : ''}.`,
      evidence: [...quoteSetting(config, inMatch), ...quoteLog(log, client?.address)],
      advice:
        'Find who it is meant for: grep -rn -B9 RefuseConnection /etc/ssh/sshd_config /etc/ssh/sshd_config.d; to let them in, take it out, sudo sshd -t, reload ssh',
      affects: inMatch ? 'client' : 'everybody',
    }
  },
  // The penalty for such connections goes when they are no longer refused.
  masks: ['persource-penalties'],
  decide: ({ user, client }) =>
    `sudo sshd -T -C user=${user ?? 'USER'},host=localhost,addr=${client?.address ?? 'ADDRESS'} | grep -i refuseconnection`,
})

const quoteSetting = (config: Answered<'sshd-config'>, inMatch: boolean) =>
  quoteLines(config, (line, { command }) => line === 'refuseconnection yes' && command.includes(' -C ') === inMatch)

const quoteLog = (log: Answered<'sshd-log'> | undefined, client: string | undefined) =>
  log
    ? quoteNewest(
        log,
        log.lines.filter(({ text }) => PROHIBITED.exec(text)?.[1] === client),
        1,
      )
    : []
