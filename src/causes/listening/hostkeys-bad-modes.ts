import { defineCause } from '../define.ts'
import { noHostKeys, tooOpen } from '../reading/host-keys.ts'
import { quoteLines } from '../reading/quote.ts'
import { hasToStart, soThat } from '../reading/serving.ts'

export const hostkeysBadModes = defineCause({
  id: 'hostkeys-bad-modes',
  title: 'sshd refuses its host keys because others may read them',
  needs: ['sshd-config', 'server-files', 'listeners'],
  recognise: ({ 'sshd-config': config, 'server-files': files, listeners }) => {
    const keys = tooOpen(config)
    if (!noHostKeys(config) || keys.length === 0 || !hasToStart(listeners, files)) return undefined
    const paths = keys.map(({ path }) => path)
    return {
      confidence: 'proven',
      summary: `The host keys are open to others (${keys.map(({ path, mode }) => `${path} ${mode}`).join(', ')}) and sshd has no other, ${soThat(listeners)}.`,
      evidence: [
        ...quoteLines(
          config,
          (line, { command }) => command.endsWith('sshd -t') && /are too open\.$|no hostkeys available/.test(line),
        ),
        ...quoteLines(files, (line) => paths.some((path) => line.endsWith(` ${path}`))),
      ],
      advice: `sudo chmod 600 ${paths.join(' ')} && sudo systemctl reset-failed ssh && sudo systemctl restart ssh. Others could read these keys meanwhile: think about new ones.`,
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'sshd-config-error', 'socket-unit-failed'],
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'sudo sshd -t; ls -l /etc/ssh/ssh_host_*_key',
})
