import type { Unit } from '../../domain/inside/units.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { quoteLines } from '../reading/quote.ts'
import { downSince, FAILED_STARTS, metBy, quoteFailure, UNSEEN } from '../reading/server-files.ts'
import { toStartAgain } from '../reading/start-remedies.ts'
import { complaintSinceItRan, quoteLast } from '../reading/unit-history.ts'
import { serviceOf, startCommand } from '../reading/units.ts'

const RUN = '/run/'
const MISSING = /^(?:fatal: )?Missing privilege separation directory: (\/\S{1,200})$/

export const privsepDirMissing = defineCause({
  id: 'privsep-dir-missing',
  title: 'The folder for sshd’s privilege separation is missing',
  needs: ['server-files', 'listeners', 'host'],
  also: ['units', 'unit-history', 'banner', 'kex'],
  recognise: (facts) => {
    const { 'server-files': files, listeners, host, units, 'unit-history': history } = facts
    const met = metBy(listeners, units, host.port)
    if (met === 'unknown') return UNSEEN
    if (met === 'running' && files.missingFolder !== undefined) {
      const folder = files.missingFolder
      return {
        confidence: 'proven',
        summary: `sshd of ${host.name} runs, but ${folder} is gone, into which it has to lock each connection before the login: it ends them all.`,
        evidence: [
          ...quoteLines(files, (line) => line === `Missing privilege separation directory: ${folder}`).slice(0, 1),
          ...quoteLines(files, (line) => line.startsWith('ls: ') && line.includes(folder)),
          ...quoteFailure(facts, [
            `: fatal: Missing privilege separation directory: ${folder}`,
            `: fatal: chroot("${folder}"): No such file or directory [preauth]`,
          ]),
        ],
        advice: `sudo install -d -m 755 ${folder} (sshd need not be restarted). Then find out what removes it: systemd makes it for its own ssh.service and removes it when that stops`,
        affects: 'everybody',
        remedies: [{ id: 'privsep-dir', args: { path: folder, start: 'none', port: String(host.port) } }],
      }
    }
    // While systemd has sshd stopped there is no such folder; it matters only when a start failed for it.
    const service = units && serviceOf(units)
    if (!service || service.activeState === 'active' || isServed(listeners, units, host.port)) return undefined
    if (!history) return { untested: 'the journal could not be read, which tells why the service does not start' }
    const last = complaintSinceItRan(history)
    const folder = MISSING.exec(last?.text ?? '')?.[1]
    if (!last || folder === undefined || !isNobodysWork(folder, files)) return undefined
    return {
      confidence: 'proven',
      summary: `${service.id} does not start, because ${folder} is not there for it, which sshd needs for its privilege separation.`,
      evidence: [...quoteLast(history, [`: ${last.text}`]), ...quoteFailure({ units }, [])],
      advice: `${adviceOn(folder, service)}; ${startCommand(units)}`,
      affects: 'everybody',
      remedies: [{ id: 'privsep-dir', args: { path: folder, start: toStartAgain(units), port: String(host.port) } }],
      ...downSince(units),
    }
  },
  masks: FAILED_STARTS,
  remedies: ['privsep-dir'],
  excludedBy: { kex: 'offered', login: 'accepted' },
  decide: () => 'pgrep -a sshd; ls -ld /run/sshd; sudo sshd -t; journalctl -b -t sshd -t sshd-session -n 20',
})

/** Of what lives in /run the unit itself has to take care; any other folder came with the package. */
const isNobodysWork = (folder: string, { runtimeFolders, missingFolder }: Answered<'server-files'>): boolean =>
  folder.startsWith(RUN) ? !runtimeFolders.includes(folder) : missingFolder === folder

function adviceOn(folder: string, { id, dropIns }: Unit): string {
  if (!folder.startsWith(RUN)) return `sudo install -d -m 755 ${folder}`
  const suspects = dropIns[0] ? `, and at ${dropIns[0]}` : ''
  return `The unit has to say RuntimeDirectory=${folder.slice(RUN.length)}: look at systemctl cat ${id}${suspects}. Then: sudo systemctl daemon-reload`
}
