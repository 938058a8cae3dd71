import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { downSince, FAILED_STARTS, metBy, quoteFailure, readsAnew, UNSEEN } from '../reading/server-files.ts'
import { startCommand } from '../reading/units.ts'

export const sshdBrokenBinary = defineCause({
  id: 'sshd-broken-binary',
  title: 'sshd lacks a library that it needs',
  needs: ['server-files', 'listeners', 'host'],
  also: ['units', 'unit-history', 'banner', 'kex'],
  recognise: (facts) => {
    const { 'server-files': files, listeners, host, units } = facts
    const met = metBy(listeners, units, host.port)
    if (files.broken.length === 0 || met === 'other') return undefined
    if (met === 'unknown') return UNSEEN
    const [first] = files.broken.filter(({ path }) => met === 'start' || isRunAnew(path, files))
    if (!first) return undefined
    const does = met === 'running' ? 'runs, but ends each connection' : 'does not start'
    return {
      confidence: 'proven',
      summary: `sshd of ${host.name} ${does}: the loader cannot put ${first.path} together (${first.says}).`,
      evidence: [
        ...quoteLines(files, (line, { command }) => line.trim() === first.says && command.endsWith(` ${first.path}`)),
        ...quoteLines(files, (line, { command }) => command === 'sshd -V' && LOADER.test(line)),
        ...quoteFailure(facts, loadErrorsIn(facts['unit-history'], first.path)),
      ],
      advice: `Was an upgrade cut short, or a file moved away? sudo dpkg --configure -a; sudo apt-get -f install; then reinstall the package of that library (dpkg -S NAME, or dnf provides)${units && met === 'start' ? `; ${startCommand(units)}` : ''}`,
      affects: 'everybody',
      ...downSince(units),
    }
  },
  masks: FAILED_STARTS,
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () =>
    'sshd -V; ldd "$(command -v sshd)" /usr/lib/openssh/sshd-* | grep -i "not found"; journalctl -b -u ssh -n 20',
})

/** The words of the dynamic loader. */
const LOADER = /^\S+: (?:error while loading shared libraries: |\S+: version `[^']{1,80}' not found \(required by )/

/** A running listener is in memory; what it starts for each connection is not. */
const isRunAnew = (path: string, files: Answered<'server-files'>): boolean =>
  readsAnew(files) || files.helpers.some((helper) => helper.path === path)

/** What the loader said of it in the journal, in the service's name. */
function loadErrorsIn(history: Answered<'unit-history'> | undefined, path: string): string[] {
  const last = history?.lines.findLast(
    ({ tag, text }) => tag === 'sshd' && text.startsWith(`${path}: `) && LOADER.test(text),
  )
  return last ? [`: ${last.text}`] : []
}
