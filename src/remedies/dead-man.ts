import { createHash } from 'node:crypto'
import { asRoot } from './commands.ts'
import type { Argv } from './define.ts'

/** Commands of one rescue run one after the other. */
const APART_S = 2

export interface Rescue {
  argvs: readonly Argv[]
  afterS: number
  orderId: string
  login: string | undefined
  /** Whether the host runs systemd. */
  systemd: boolean
}

/** A timer on the host that undoes a change by itself: how to arm it, and how to call it off. */
export interface DeadMan {
  name: string
  arm: Argv[]
  /** By what arming printed. Fails on the host when the timer has run out already. */
  cancel: (armed: readonly string[]) => Argv[] | undefined
}

/** Without a rescue there is nothing to arm. */
export function deadManFor(rescue: Rescue): DeadMan {
  const name = `ssh-medic-undo-${safeId(rescue.orderId)}`
  return rescue.systemd ? bySystemd(name, rescue) : bySetsid(name, rescue)
}

/** A transient timer for each command: it survives our session and shows in `systemctl list-timers`. */
function bySystemd(name: string, { argvs, afterS, login }: Rescue): DeadMan {
  const units = argvs.map((_, index) => `${name}-${index}`)
  const arm = argvs.map((argv, index): Argv => {
    const due = `--on-active=${afterS + index * APART_S}s`
    // By default timers may be a minute late.
    const exact = '--timer-property=AccuracySec=1s'
    return ['systemd-run', '--quiet', '--collect', due, exact, `--unit=${units[index]}`, '--', ...argv]
  })
  // One that has run out is no longer known to systemd, and then this fails.
  const stop: Argv = ['systemctl', 'stop', ...units.map((unit) => `${unit}.timer`)]
  return { name, arm: asRoot(arm, login), cancel: () => asRoot([stop], login) }
}

/**
 * Without systemd: a process in a session of its own that sleeps, as our login. Both scripts are constant; what is to be run
 * comes as positional parameters.
 */
const LAUNCH = 'command -v setsid >/dev/null || exit 1; setsid sh -c "$0" "$@" >/dev/null 2>&1 </dev/null & echo $!'
const SLEEP = 'sleep "$1"; shift; exec "$@"'

function bySetsid(name: string, { argvs, afterS, login }: Rescue): DeadMan {
  const arm = asRoot(argvs, login).map(
    (argv, index): Argv => ['sh', '-c', LAUNCH, SLEEP, name, String(afterS + index * APART_S), ...argv],
  )
  const cancel = (armed: readonly string[]): Argv[] | undefined => {
    const pids = armed.map((output) => output.trim())
    return pids.length === argvs.length && pids.every((pid) => /^\d{1,10}$/.test(pid)) ? [['kill', ...pids]] : undefined
  }
  return { name, arm, cancel }
}

/** Ids of orders come signed, but a unit's name takes only so much. */
export const safeId = (id: string): string =>
  /^[a-z0-9-]{1,64}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32)
