import type { Served } from '../../access/ssh-server.ts'
import { DONE } from './recorded-host.ts'

const ARM = /^sudo -n systemd-run --quiet --collect --on-active=(\d+)s \S+ --unit=(\S+) -- (.+)$/
const CALL_OFF = /^sudo -n systemctl stop (ssh-medic-undo-\S+)\.timer$/

/** The transient timers of systemd on a host: each runs one of these commands by itself, unless it is called off in time. */
export function createTimers(runs: Record<string, () => unknown>) {
  const timers = new Map<string, NodeJS.Timeout>()
  return {
    onExec: (command: string): Served | undefined => {
      const [, seconds, unit = '', what = ''] = ARM.exec(command) ?? []
      const run = runs[what]
      if (seconds && run) {
        timers.set(unit, setTimeout(run, Number(seconds) * 1_000).unref())
        return DONE
      }
      const [, off = ''] = CALL_OFF.exec(command) ?? []
      if (!timers.has(off)) return undefined
      clearTimeout(timers.get(off))
      timers.delete(off)
      return DONE
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
