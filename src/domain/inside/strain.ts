import type { LogLine } from '../inside.ts'
import type { FromCommands } from './commands.ts'

/** How near an sshd that listens is to its limits. A part is missing where it could not be read or has no limit. */
export interface ListenerStrain {
  /** Connections that have not logged in yet, and where MaxStartups begins to refuse and refuses all: from the process's title. */
  startups?: { now: number; begin: number; full: number }
  files?: { open: number; limit: number }
  /** The pids controller of its own control group; `refused` counts the forks that it ever denied. */
  tasks?: { now: number; limit: number; refused: number }
}

/** The ceilings of the whole machine; in a container they are the machine's below it. */
export interface MachineStrain {
  openFiles?: { now: number; limit: number }
  tasks?: { now: number; limit: number }
  /** Important places that are mounted read-only and that fstab does not want so. */
  readOnly?: { mount: string; device: string; type: string }[]
}

export interface CrowdsecDecision {
  /** `203.0.113.7`, `203.0.113.0/24` */
  value: string
  /** `ban`, `captcha` */
  type: string
  /** `crowdsec`, `cscli`, `CAPI`: who decided. */
  origin: string
  leftS: number
}

export interface StrainAnswers {
  /** What the kernel said that tells of strain, where the host may read a kernel's log that is its own: a container may not. */
  'kernel-log': FromCommands & { own: boolean; lines: LogLine[] }
  /** What sshguard, which keeps its bans outside of any tool's list, said about the client. */
  guards: FromCommands & {
    sshguard: { running: boolean; log: LogLine[] }
    /** What CrowdSec has decided about the client, or a network of its; missing where it has no `cscli`, or did not answer. */
    crowdsec?: { decisions: CrowdsecDecision[] }
  }
}
