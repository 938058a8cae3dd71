import type { ServerFile } from '../../domain/inside/server.ts'
import { defineCause } from '../define.ts'
import { noHostKeys, tooOpen } from '../reading/host-keys.ts'
import { quoteLines } from '../reading/quote.ts'
import { hasToStart, soThat } from '../reading/serving.ts'

export const hostkeysMissing = defineCause({
  id: 'hostkeys-missing',
  title: 'sshd has no host key that it can use',
  needs: ['sshd-config', 'server-files', 'listeners'],
  recognise: ({ 'sshd-config': config, 'server-files': files, listeners }) => {
    if (!noHostKeys(config) || tooOpen(config).length > 0 || !hasToStart(listeners, files)) return undefined
    return {
      confidence: 'proven',
      summary: `${describe(files.hostKeys)}, ${soThat(listeners)}.`,
      evidence: [
        ...quoteLines(config, (line, { command }) => command.endsWith('sshd -t') && line.trim() !== ''),
        ...quoteLines(
          files,
          (line, { command }) => command.includes('ls -ldL') && files.hostKeys.some(({ path }) => line.includes(path)),
        ),
      ],
      advice:
        'Restore the keys from a backup where there is one. Else delete empty ones, then: sudo ssh-keygen -A && sudo systemctl reset-failed ssh && sudo systemctl restart ssh. With new keys every client warns of a changed host key: tell people the new fingerprint.',
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'sshd-config-error', 'socket-unit-failed'],
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'sudo sshd -t; ls -l /etc/ssh/ssh_host_*_key',
})

function describe(keys: ServerFile[]): string {
  const names = keys.map(({ path }) => path).join(', ')
  if (keys.every(({ exists }) => !exists)) return `None of the host keys exists (${names})`
  if (keys.every(({ sizeBytes }) => sizeBytes === 0)) return `The host keys are empty files (${names})`
  return `sshd cannot read any of its host keys (${names})`
}
