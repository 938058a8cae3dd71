import type { Unit } from '../../domain/inside/units.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { isServed } from '../reading/listening.ts'
import { gaveUp, quoteLast } from '../reading/unit-history.ts'
import { quoteUnit, serviceOf } from '../reading/units.ts'

/** One crash may be chance. */
const CRASHES = 2

export const sshdCrashLoop = defineCause({
  id: 'sshd-crash-loop',
  title: 'sshd crashes at every start',
  needs: ['listeners', 'units', 'unit-history', 'host'],
  recognise: ({ listeners, units, 'unit-history': history, host }) => {
    const service = serviceOf(units)
    if (!service || !isCrashing(service) || isServed(listeners, units, host.port)) return undefined
    const crashes = crashesOf(history, service)
    const last = crashes.at(-1)
    if (!last || crashes.length < CRASHES) return undefined
    if (service.nRestarts < CRASHES && !gaveUp(history, service)) return undefined
    const after = service.activeState === 'failed' ? 'systemd has given up' : 'systemd starts it again each time'
    return {
      confidence: 'proven',
      summary: `sshd of ${host.name} is killed by signal ${last.signal} at each start (${crashes.length} times in the last lines of the journal); ${after}.`,
      evidence: [
        ...quoteLast(history, [`systemd[1]: ${last.text}`]),
        ...quoteUnit(units, service, ['ActiveState', 'SubState', 'Result', 'NRestarts', 'DropInPaths']),
      ],
      advice: `${adviceOn(last.signal, service)} Then: sudo systemctl reset-failed ${service.id}; sudo systemctl restart ${service.id}`,
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit', 'socket-unit-failed'],
  excludedBy: { banner: 'banner' },
  decide: () =>
    "systemctl show ssh -p Result -p NRestarts -p DropInPaths; journalctl -u ssh -b | grep -E 'code=(killed|dumped)'",
})

/** systemd's own words for an end by a signal. Memory that ran out is another cause, and has another result. */
const isCrashing = ({ activeState, result }: Unit): boolean =>
  activeState !== 'active' && (result === 'signal' || result === 'core-dump')

/** Signals that people and supervisors send are no crash. */
const SENT = ['HUP', 'INT', 'KILL', 'TERM']

function crashesOf({ lines }: Answered<'unit-history'>, { id }: Unit): { text: string; signal: string }[] {
  const end = /^(\S+): (?:Main|Control) process exited, code=(?:killed|dumped), status=(\d{1,3}\/[A-Z0-9+]{1,8})$/
  return lines.flatMap(({ tag, text }) => {
    const [, unit, signal = ''] = end.exec(text) ?? []
    const isCrash = tag === 'systemd' && unit === id && !SENT.includes(signal.replace(/^\d+\//, ''))
    return isCrash ? [{ text, signal }] : []
  })
}

function adviceOn(signal: string, { dropIns, id }: Unit): string {
  const [first] = dropIns
  if (signal.endsWith('/SYS'))
    return `A SystemCallFilter forbids what sshd needs: look at ${first ?? `systemctl cat ${id}`}, and take the filter out.`
  const suspects = first ? `the drop-in ${first}, ` : ''
  return `Suspect ${suspects}a damaged file (dpkg --verify openssh-server, or rpm -V openssh-server), or a library that was just upgraded; coredumpctl info sshd tells more. Reinstall or roll back.`
}
