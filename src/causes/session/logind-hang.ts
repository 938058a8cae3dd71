import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { messageIn } from '../reading/log.ts'
import { quoteLines } from '../reading/quote.ts'

const STATES: Record<string, string> = { T: 'stopped by a signal', D: 'waiting for a disk or file system' }

export const logindHang = defineCause({
  id: 'logind-hang',
  title: 'systemd-logind does not answer, and every login waits for it',
  needs: ['session-setup'],
  also: ['sshd-log'],
  recognise: ({ 'session-setup': setup, 'sshd-log': log }) => {
    const state = STATES[setup.logind.process]
    if (state === undefined) return undefined
    return {
      confidence: 'proven',
      summary: `systemd-logind is ${state}: after the login is accepted, PAM waits for it up to two minutes before the session begins.`,
      evidence: [
        ...quoteLines(setup, (_line, { command }) => /^(sudo -n )?ps -o stat= -p /.test(command)),
        ...quoteLines(
          setup,
          (line, { command }) => command.includes('systemd-logind') && /^(ActiveState|MainPID)=/.test(line),
        ),
        ...quoteFailures(log),
      ],
      advice: 'sudo systemctl restart systemd-logind (open sessions stay)',
      affects: 'everybody',
    }
  },
  masks: ['shell-startup'],
  decide: () => 'systemctl status systemd-logind; ps -C systemd-logind -o pid,stat,wchan',
})

const quoteFailures = (log: Answered<'sshd-log'> | undefined) =>
  log
    ? quoteLines(log, (line) =>
        /^pam_systemd\(sshd:session\): Failed to create session/.test(messageIn(line) ?? ''),
      ).slice(0, 1)
    : []
