import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteLast } from '../reading/recent-lines.ts'

export const shellMissing = defineCause({
  id: 'shell-missing',
  title: 'The account’s shell is missing, or lets nobody work',
  needs: ['account-state', 'sshd-config', 'user'],
  also: ['sshd-log'],
  recognise: ({ 'account-state': state, 'sshd-config': config, user, 'sshd-log': log }) => {
    const wrong = state.user === user ? whatIsWrong(state, config.effective ?? config.global) : undefined
    if (!wrong) return undefined
    const { path } = state.shell
    return {
      confidence: 'proven',
      summary: `The shell of ${user}, ${path}, ${wrong}.`,
      evidence: [
        ...quoteLines(state, (line, { command }) => command.startsWith('getent ') && line.endsWith(`:${path}`)),
        ...quoteLines(state, (_, { command }) => command === `ls -ldL ${path}`),
        ...quoteLast(log, (text) => text.startsWith(`User ${user} not allowed because shell ${path} `)),
      ].slice(0, 3),
      advice: `sudo chsh -s /bin/bash ${user}, after a look at why it was set; or install what is missing`,
      affects: 'user',
    }
  },
  decide: ({ user }) => `getent passwd ${user ?? 'USER'} | cut -d: -f7 | xargs ls -lL`,
})

type Config = Record<string, string[]>

function whatIsWrong({ shell }: Answered<'account-state'>, config: Config): string | undefined {
  // Inside a chroot the shell is another file, and sshd does not look at this one.
  const chrooted = (config.chrootdirectory?.[0] ?? 'none') !== 'none'
  if (shell.state === 'missing' && !chrooted) return 'does not exist: sshd refuses every key and password'
  if (shell.state === 'not-executable' && !chrooted)
    return 'is no program that can be run: sshd refuses every key and password'
  if (!/\/(nologin|false|true)$/.test(shell.path) || isForFilesOnly(config)) return undefined
  return 'ends every session at once: the login works, and nothing runs'
}

/** Such accounts are meant to have no shell: sshd serves them by itself. */
const isForFilesOnly = (config: Config) => /^internal-sftp\b/.test(config.forcecommand?.[0] ?? '')
