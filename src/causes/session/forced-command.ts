import type { Confidence, Recognised } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'

export const forcedCommand = defineCause({
  id: 'forced-command',
  title: 'sshd runs a fixed command instead of the user’s shell',
  needs: ['session-setup', 'sshd-config', 'user'],
  recognise: ({ 'session-setup': setup, 'sshd-config': config, user }) => {
    const command = config.effective?.forcecommand?.[0]
    if (command === undefined || command === 'none') return undefined
    const { confidence, what } = judge(command, setup)
    return {
      confidence,
      summary: `sshd runs “${command}” for every session of ${user} (ForceCommand)${what}`,
      evidence: quoteLines(config, (line, run) => run.command.includes('-C') && line.startsWith('forcecommand ')),
      advice:
        'grep -rn -B5 ForceCommand /etc/ssh/sshd_config /etc/ssh/sshd_config.d: mend the command, or take the user out of that Match block',
      affects: 'user',
    } satisfies Recognised
  },
  decide: ({ user }) => `sudo sshd -T -C user=${user ?? 'USER'} | grep forcecommand`,
})

/** What is missing cannot run; what ends at once leaves nobody a shell; any other command, and file transfer alone, may be just what somebody wants. */
function judge(command: string, { forced }: Answered<'session-setup'>): { confidence: Confidence; what: string } {
  if (forced && !forced.runnable)
    return {
      confidence: 'proven',
      what: `, and ${forced.path} is missing or not executable: the session ends at once.`,
    }
  if (command.startsWith('internal-sftp'))
    return {
      confidence: 'possible',
      what: ': file transfer works, and a shell does not. That is mostly intended; it is the cause when a shell is wanted.',
    }
  if (/^\S*\/(nologin|false|true)$/.test(command)) return { confidence: 'proven', what: ': the session ends at once.' }
  return { confidence: 'possible', what: '. When that command ends, so does the session.' }
}
