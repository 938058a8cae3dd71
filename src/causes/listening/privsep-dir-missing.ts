import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { listens, quoteLog, startsAnewPerConnection } from '../reading/serving.ts'

const MISSING = /^(?:fatal: )?Missing privilege separation directory: (\/\S{1,200})$/m
/** How a connection, or a start, ended for the lack of it. */
const DIED = /^(fatal: )?(Missing privilege separation directory: |chroot\(")/
const UNSAFE = /^(\/\S{1,200}) must be owned by root and not group or world-writable\.$/m

export const privsepDirMissing = defineCause({
  id: 'privsep-dir-missing',
  title: 'The directory that sshd locks strangers into is missing',
  needs: ['sshd-config', 'server-files', 'listeners'],
  also: ['sshd-log'],
  recognise: ({ 'sshd-config': config, 'server-files': files, listeners, 'sshd-log': log }) => {
    const directory = listens(listeners) ? whileServing(config, files) : whileDown(config, files, log)
    if (!directory) return undefined
    const { path, state } = directory
    return {
      confidence: 'proven',
      summary: `${path} ${state}, so sshd ${listens(listeners) ? 'ends every new connection' : 'cannot start, and nothing makes that directory for it'}.`,
      evidence: [
        ...quoteLines(config, (line, { command }) => command.endsWith('sshd -t') && line.includes(path)),
        ...quoteLines(files, (line, { command }) => command.includes('ls -ldL') && line.includes(path)),
        ...quoteLog(log, [log?.lines.findLast(({ tag, text }) => tag.startsWith('sshd') && DIED.test(text))]),
      ],
      advice: `sudo install -d -m 755 -o root -g root ${path}; then sudo systemctl restart ssh, which makes it by itself where the unit has RuntimeDirectory=`,
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'sshd-config-error', 'socket-unit-failed'],
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'sudo sshd -t; ls -ld /run/sshd; systemctl is-active ssh',
})

interface Directory {
  path: string
  state: string
}

function whileServing(config: Answered<'sshd-config'>, files: Answered<'server-files'>): Directory | undefined {
  const [, missing] = MISSING.exec(config.complaint) ?? []
  if (missing) return { path: missing, state: 'does not exist' }
  // sshd-session only locks itself in: it does not look at the owner again.
  const [, unsafe] = UNSAFE.exec(config.complaint) ?? []
  if (!unsafe || !startsAnewPerConnection(files)) return undefined
  return { path: unsafe, state: 'does not belong to root alone' }
}

/** While sshd is down the directory is missing on every healthy host: systemd, or a start script, makes it at the start. */
function whileDown(
  config: Answered<'sshd-config'>,
  files: Answered<'server-files'>,
  log: Answered<'sshd-log'> | undefined,
): Directory | undefined {
  const [, path] = MISSING.exec(config.complaint) ?? []
  const died = log?.lines.findLast(({ tag }) => tag === 'sshd')
  if (!path || files.runtimeDirectory !== '' || !MISSING.test(died?.text ?? '')) return undefined
  return { path, state: 'does not exist' }
}
