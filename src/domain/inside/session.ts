import type { FromCommands } from './commands.ts'

/** A path as stat(1) sees it; `mode` is octal, such as `755`. */
export interface StatedPath {
  path: string
  mode: string
  owner: string
}

/** One line of limits.conf(5) about processes or logins. `item` is nproc, maxlogins or maxsyslogins. */
export interface Limit {
  file: string
  line: number
  domain: string
  type: 'hard' | 'soft' | '-'
  item: string
  value: string
  text: string
}

export interface SessionAnswers {
  /** What a session needs once the login is accepted. */
  'session-setup': FromCommands & {
    /** ChrootDirectory for the user with its tokens expanded, from / downwards; empty without one. */
    chroot: StatedPath[]
    /** The file that the sftp subsystem runs, and whether it is there; undefined without the subsystem or with internal-sftp. */
    sftp?: { path: string; exists: boolean }
    /** The file that ForceCommand runs for the user, and whether it is there and may be executed. */
    forced?: { path: string; runnable: boolean }
    ptys: { used: number; max: number }
    limits: Limit[]
    /** Of the user: processes (threads) now, and sessions on record. */
    processes: number
    sessions: number
    /** systemd-logind: systemctl's ActiveState and the first letter of its process state; '' where there is none. */
    logind: { activeState: string; process: string }
    /** The reverse lookup of the client's address within 3 s; asked only where sshd does so too (UseDNS yes). */
    reverseLookup?: 'answered' | 'timed-out'
    /** Lines of start-up files that end, replace or stop a shell, as grep prints them: file:line:text. */
    startup: string[]
  }
}
