import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteNewest, recentLines } from '../reading/recent-lines.ts'

const STATES: Record<string, string> = { T: 'stopped by a signal', D: 'waiting for a disk or file system' }

export const logindHang = defineCause({
  id: 'logind-hang',
  title: 'systemd-logind does not answer, and every login waits for it',
  needs: ['session-setup'],
  also: ['sshd-log', 'identity'],
  recognise: ({ 'session-setup': setup, 'sshd-log': log, identity }) => {
    const state = STATES[setup.logind.process]
    if (state === undefined) return undefined
    const failed = log && identity ? recentLines(log, identity, FAILED) : []
    return {
      // One look may have met it at a bad moment; a session that it just failed has not.
      confidence: failed.length > 0 ? 'proven' : 'likely',
      summary: `systemd-logind is ${state}: after the login is accepted, PAM waits for it up to two minutes before the session begins.`,
      evidence: [
        ...quoteLines(setup, (_line, { command }) => /^(sudo -n )?ps -o stat= -p /.test(command)),
        ...quoteLines(
          setup,
          (line, { command }) => command.includes('systemd-logind') && /^(ActiveState|MainPID)=/.test(line),
        ),
        ...(log ? quoteNewest(log, failed, 1) : []),
      ],
      advice: 'sudo systemctl restart systemd-logind (open sessions stay)',
      affects: 'everybody',
    }
  },
  masks: ['shell-startup'],
  decide: () => 'systemctl status systemd-logind; ps -C systemd-logind -o pid,stat,wchan',
})

const FAILED = /^pam_systemd\(sshd:session\): Failed to create session/
