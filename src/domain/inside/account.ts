import type { FromCommands } from '../inside.ts'

/** One line of a PAM service file. `module` is the last part of its path. */
export interface PamLine {
  file: string
  line: number
  facility: 'auth' | 'account' | 'session' | 'password'
  /** `required`, `[success=1 default=ignore]`, `include`, … in lower case. */
  control: string
  module: string
  args: string[]
  text: string
}

/** One effective line of access.conf(5), in its own words. */
export interface AccessRule {
  file: string
  line: number
  allow: boolean
  users: string
  origins: string
  text: string
}

/** A file that keeps everybody but root out while it exists. */
export interface NologinFile {
  path: string
  /** What it says, as people see it. */
  text: string
  /** When it was written, as `stat` prints it; '' when unknown. */
  since: string
}

/** A failed login that pam_faillock remembers. `at` is the host's own time, without its offset. */
export interface RememberedFailure {
  at: string
  source: string
  valid: boolean
}

/** A service that other machines' accounts come from, as systemd knows it. */
export interface DirectoryService {
  id: string
  activeState: string
  result: string
}

export interface AccountAnswers {
  /** The user as shadow(5) and PAM's counters know it. The hash itself is never read. */
  'account-state': FromCommands & {
    user: string
    /** Whether the host's own files hold the account. */
    local: boolean
    /** What the stored hash begins with: `!` is locked, `*` is no password at all. */
    password: 'locked' | 'none' | 'other'
    /** Dates as chage prints them: `Nov 01, 2026`, `never`, `password must be changed`; '' when it does not say. */
    accountExpires: string
    passwordExpires: string
    passwordInactive: string
    failures: RememberedFailure[]
    /** Settings of faillock.conf. */
    faillock: Record<string, string>
    /** `unknown`: it lies in a folder that only others may enter. */
    shell: { path: string; state: 'executable' | 'not-executable' | 'missing' | 'unknown'; listed: boolean }
  }
  /** What PAM asks of a login over SSH. */
  pam: FromCommands & {
    /** The stack of the service sshd, its includes opened, in order. */
    stack: PamLine[]
    /** Files that the stack includes and that are not there. */
    missingFiles: string[]
    /** Module files that exist in the usual folders. */
    modules: string[]
    access: AccessRule[]
    nologin: NologinFile[]
    /** Whether systemd has opened the host for people yet; '' when unknown. */
    userSessions: string
    /** The shutdown that somebody has scheduled: `MODE=reboot USEC=…`; '' when there is none. */
    shutdown: string
  }
  /** Where accounts come from, and whether that answers. */
  directory: FromCommands & {
    user: string
    /** The sources of `passwd` in nsswitch.conf, in order. */
    sources: string[]
    lookup: 'found' | 'unknown' | 'silent'
    services: DirectoryService[]
  }
  /** The user's home, and whether a look into it comes back. */
  home: FromCommands & {
    user: string
    path: string
    state: 'answers' | 'silent'
    /** The file system under it, when it is one that waits for somebody else: its line of /proc/mounts. */
    remote: string
  }
}
