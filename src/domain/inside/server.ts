import type { FromCommands } from '../inside.ts'

/** A file or directory that sshd needs. Mode as `ls -l` prints it; mode and owner are '' when it is missing. */
export interface ServerFile {
  path: string
  exists: boolean
  mode: string
  owner: string
  sizeBytes: number
}

export interface ServerProgram extends ServerFile {
  /** Why it does not even start, in the loader's words; '' when it does, or when it could not be tried. */
  fault: string
}

/** A line of a configuration file. The keyword is in lower case. */
export interface ServerSetting {
  file: string
  keyword: string
  value: string
}

/** What sshd needs besides a valid configuration. */
export interface ServerAnswers {
  'server-files': FromCommands & {
    /** The private host keys that the configuration names, or the three usual ones. */
    hostKeys: ServerFile[]
    sshd: ServerProgram
    /** The programs that sshd starts for each connection since 9.8: sshd-session, and sshd-auth since 10. Empty before that. */
    helpers: ServerProgram[]
    /** The directory that the unprivileged part of sshd is locked in, as compiled into the binary. */
    privsepDirs: ServerFile[]
    /** Whether the user that the unprivileged part of sshd becomes exists. */
    privsepUserExists: boolean
    /** The directory below /run that systemd makes for sshd and removes when it stops; '' when it makes none. */
    runtimeDirectory: string
    /** Lines of the configuration files that say where to listen and which files to use. Match and Include are not followed. */
    settings: ServerSetting[]
  }
}
