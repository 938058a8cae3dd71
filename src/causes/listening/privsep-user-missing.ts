import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { soThat } from '../reading/serving.ts'

export const privsepUserMissing = defineCause({
  id: 'privsep-user-missing',
  title: 'The system user that sshd needs does not exist',
  needs: ['sshd-config', 'listeners'],
  recognise: ({ 'sshd-config': config, listeners }) => {
    const [, user] = /^Privilege separation user (\S{1,64}) does not exist$/m.exec(config.complaint) ?? []
    if (user === undefined) return undefined
    return {
      confidence: 'proven',
      summary: `The host has no user ${user}, whose rights sshd takes on for those who have not logged in yet, ${soThat(listeners)}.`,
      evidence: quoteLines(
        config,
        (line, { command }) => command.endsWith('sshd -t') && line.startsWith('Privilege separation user'),
      ),
      advice: `Look first whether /etc/passwd is whole (getent passwd | wc -l). Then: sudo useradd --system --home-dir /run/sshd --shell /usr/sbin/nologin ${user} && sudo systemctl reset-failed ssh && sudo systemctl restart ssh`,
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'sshd-config-error', 'socket-unit-failed'],
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'sudo sshd -t; getent passwd sshd',
})
