import type { FromCommands } from './commands.ts'

/** A file that sshd needs. `mode` as stat prints it: `600`; size in bytes. */
export type ServerFile =
  | { path: string; state: 'there'; mode: string; uid: number; size: number }
  | { path: string; state: 'missing' | 'unknown' }

/** A copy of the file that sshd refuses, beside it or the package's own: `complaint` as `sshd -t -f` has it. */
export interface ConfigCopy {
  path: string
  mode: string
  uid: number
  modifiedS: number
  complaint: string
}

export interface ServerAnswers {
  /** What sshd needs on disk beside its configuration. */
  'server-files': FromCommands & {
    /** What the program on disk calls itself; '' when it did not say. */
    version: string
    /** The host keys that it would load. */
    keys: ServerFile[]
    /** The folder for privilege separation, where sshd itself says that it is missing. Normal while systemd has sshd stopped. */
    missingFolder?: string
    /** The folders that systemd makes for the SSH service, by its unit as it is now. */
    runtimeFolders: string[]
    /** The user for privilege separation. */
    user: 'there' | 'missing' | 'unknown'
    /** The programs that it starts for each connection, since 9.8; none before that. */
    helpers: ServerFile[]
    /** Of sshd and its helpers, those that the loader cannot put together, and what it says. */
    broken: { path: string; says: string }[]
  }
}
