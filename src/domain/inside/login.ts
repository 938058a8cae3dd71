import type { FromCommands } from '../inside.ts'

/** One component of a path, as `stat -L` prints it. */
export interface PathPart {
  path: string
  /** stat's words: `directory`, `regular file`, `regular empty file`, … */
  kind: string
  mode: number
  uid: number
  gid: number
  /** When it was last written, in seconds since 1970. */
  modifiedS: number
  owner: string
  group: string
}

/** One key of an authorized_keys file, without the key itself. */
export interface AuthorizedKey {
  line: number
  options: string
  /** `ssh-ed25519`, `ssh-rsa`, … */
  type: string
  /** Missing where ssh-keygen could not make sense of some line of the file. */
  bits?: number
  fingerprint?: string
  /** The line up to the key itself. */
  text: string
}

/** A file that sshd looks into for keys, all links in its path followed. */
export interface KeyFile {
  path: string
  /**
   * `missing`: it, or a folder above it, does not exist. `hidden`: not even root may look. `unanswered`: the file system hangs.
   * Where this happens to a file that sshd reads, the whole section is skipped.
   */
  state: 'read' | 'missing' | 'hidden' | 'unanswered' | 'no-file'
  /** What exists of its path, from `/` down to it. */
  parts: PathPart[]
  keys: AuthorizedKey[]
  fingerprints: string[]
}

/** A group that may write to a component: who is in it, by /etc/group and by the accounts whose own group it is. */
export interface GroupMembers {
  gid: number
  listed: string[]
  primary: string[]
}

export interface LoginAnswers {
  /** Where sshd looks for the keys of the user that the check is about. */
  'user-keys': FromCommands & {
    user: string
    uid: number
    home: string
    /** The home directory with all links followed; undefined when it does not exist. */
    realHome?: string
    /** One for each AuthorizedKeysFile; none for `none`. */
    files: KeyFile[]
    /** ~/.ssh/authorized_keys, where sshd does not look there. */
    usual?: KeyFile
    /** The program that AuthorizedKeysCommand names. */
    keysCommand?: { path: string; state: KeyFile['state']; parts: PathPart[] }
    /** Whether the account has a password that could be right, as `passwd -S` says; undefined when that is not known. */
    password?: 'set' | 'locked' | 'empty'
    writers: GroupMembers[]
  }
}
