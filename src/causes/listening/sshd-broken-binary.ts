import type { ServerProgram } from '../../domain/inside/server.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { listens, soThat, startsAnewPerConnection } from '../reading/serving.ts'

export const sshdBrokenBinary = defineCause({
  id: 'sshd-broken-binary',
  title: 'The sshd program does not run',
  needs: ['server-files', 'listeners'],
  recognise: ({ 'server-files': files, listeners }) => {
    const program = needed(files, listeners).find(({ fault }) => fault !== '')
    if (!program) return undefined
    return {
      confidence: 'proven',
      summary: `${program.path} does not run (${program.fault}), ${soThat(listeners)}.`,
      evidence: quoteLines(
        files,
        (line, { command }) => command.endsWith(`${program.path} -V`) && line.includes(program.fault),
      ),
      advice:
        'Finish what was interrupted, or install it anew: sudo dpkg --configure -a && sudo apt-get install --reinstall openssh-server (with the package of the library that is named); dnf reinstall openssh-server',
      affects: 'everybody',
    }
  },
  masks: [
    'sshd-stopped',
    'sshd-start-limit-hit',
    'sshd-config-error',
    'socket-unit-failed',
    'sshd-upgraded-not-restarted',
  ],
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'sudo sshd -V; for f in /usr/lib*/openssh/sshd-*; do $f -V; done',
})

/** The programs that the next start, or the next connection, runs. */
function needed(files: Answered<'server-files'>, listeners: Answered<'listeners'>): ServerProgram[] {
  if (!listens(listeners)) return [files.sshd]
  if (!startsAnewPerConnection(files)) return files.helpers
  // A listener that cannot run its program at all goes on by itself. One whose program runs and dies cannot.
  return diesLoading(files.sshd) ? [files.sshd] : []
}

const diesLoading = ({ fault }: ServerProgram): boolean =>
  /error while loading shared libraries|symbol lookup error|version `|OpenSSL version mismatch/.test(fault)
