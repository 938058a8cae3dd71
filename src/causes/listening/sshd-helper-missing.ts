import type { ServerProgram } from '../../domain/inside/server.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteLog, soThat } from '../reading/serving.ts'

const mayRun = ({ mode }: ServerProgram): boolean => /^-..[xs]/.test(mode)

const failedToRun = (text: string, path: string): boolean =>
  [`fatal: rexec of ${path} failed`, `fatal: privsep_preauth: exec of ${path} failed`, `${path} does not exist`].some(
    (said) => text.startsWith(said),
  )

export const sshdHelperMissing = defineCause({
  id: 'sshd-helper-missing',
  title: 'A program that sshd starts for each connection is missing',
  needs: ['server-files', 'listeners'],
  also: ['sshd-log'],
  recognise: ({ 'server-files': files, listeners, 'sshd-log': log }) => {
    const helper = files.helpers.find((one) => !one.exists || !mayRun(one))
    if (!helper) return undefined
    const { path } = helper
    return {
      confidence: 'proven',
      summary: `${path} ${helper.exists ? 'is not executable' : 'does not exist'}, ${soThat(listeners)}.`,
      evidence: [
        ...quoteLines(files, (line, { command }) => command.includes('ls -ldL') && line.includes(path)),
        ...quoteLog(log, [log?.lines.findLast(({ tag, text }) => tag.startsWith('sshd') && failedToRun(text, path))]),
      ],
      advice: helper.exists
        ? `sudo chmod 755 ${path}`
        : 'sudo apt-get install --reinstall openssh-server (dnf reinstall openssh-server), then sudo systemctl restart ssh',
      affects: 'everybody',
    }
  },
  masks: [
    'sshd-stopped',
    'sshd-start-limit-hit',
    'socket-unit-failed',
    'sshd-upgraded-not-restarted',
    'sshd-broken-binary',
  ],
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'ls -l $(sudo sshd -T | grep -E "^sshd(session|auth)path" | cut -d" " -f2)',
})
