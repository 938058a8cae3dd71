import type { FromCommands } from './commands.ts'

/** A certificate that sshd shows beside a host key. Times are ISO 8601 in UTC; undefined: no limit on that side. */
export interface HostCertificate {
  file: string
  /** `ssh-ed25519-cert-v01@openssh.com host certificate`, as ssh-keygen prints it. */
  type: string
  keyId: string
  from?: string
  to?: string
  principals: string[]
}

/** What the host proves itself with: fingerprints as `ssh-keygen -lf` prints them. */
export interface HostKeysAnswers {
  'host-keys': FromCommands & {
    keys: { fingerprint: string; type: string; file: string }[]
    certificates: HostCertificate[]
  }
}
