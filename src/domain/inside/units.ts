import type { FromCommands, LogLine } from '../inside.ts'

/** A systemd unit as `systemctl show` prints it. A unit that does not exist has loadState `not-found`. */
export interface Unit {
  id: string
  loadState: string
  activeState: string
  subState: string
  unitFileState: string
  result: string
  conditionResult: string
  mainPid: number
  /** How the main process ended last, as waitid(2) counts it: 1 exited, 2 killed, 3 dumped core; 0 when it never did. */
  execMainCode: number
  /** Its exit status, or the number of the signal that ended it. */
  execMainStatus: number
  nRestarts: number
  listen: string
  /** Of a socket: whether it starts one process for each connection. */
  accept: boolean
  /** When it last became active, as systemd prints it; '' when never since the boot. */
  activeSince: string
  /** When it last entered its inactive or failed state, as systemd prints it; '' when never. */
  inactiveSince: string
  dropIns: string[]
}

/** A command that somebody gave through sudo. */
export interface Order {
  at: string
  who: string
  command: string
}

export interface UnitsAnswers {
  units: FromCommands & {
    units: Unit[]
    /** Whether /etc/ssh/sshd_not_to_be_run exists and a unit file of this host heeds it. */
    notToBeRun: boolean
    /**
     * The `Port` lines in sshd's files as they stand, for when sshd itself does not tell: no Include but the usual one is followed.
     * Undefined where a file could not be read.
     */
    portsInFiles?: number[]
  }
  /** What systemd and the service said last in this boot, however long ago, and who gave orders about them in the last week. */
  'unit-history': FromCommands & { lines: LogLine[]; orders: Order[] }
  /** Whether there is an sshd at all. `state` as the package manager says it; '' where none of them was asked. */
  'sshd-package': FromCommands & { binary: string; manager: '' | 'dpkg' | 'rpm'; installed: boolean; state: string }
}
