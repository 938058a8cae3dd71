import type { Address } from './address.ts'
import type { AccountAnswers } from './inside/account.ts'
import type { AddressesAnswers } from './inside/addresses.ts'
import type { FromCommands } from './inside/commands.ts'
import type { FrontAnswers } from './inside/front.ts'
import type { HostKeysAnswers } from './inside/host-keys.ts'
import type { KnockingAnswers } from './inside/knocking.ts'
import type { LimitsAnswers } from './inside/limits.ts'
import type { LoginAnswers } from './inside/login.ts'
import type { NetworkAnswers } from './inside/network.ts'
import type { SavedRulesAnswers } from './inside/saved-rules.ts'
import type { ConfigCopy, ServerAnswers } from './inside/server.ts'
import type { SessionAnswers } from './inside/session.ts'
import type { ListenerStrain, MachineStrain, StrainAnswers } from './inside/strain.ts'
import type { UnitsAnswers } from './inside/units.ts'

export type { CommandOutput, FromCommands } from './inside/commands.ts'

export interface Listener {
  address: string
  port: number
  /** Connections waiting to be accepted. */
  recvQ: number
  /** The size of the accept backlog. */
  sendQ: number
  process?: string
  pid?: number
}

export interface LogLine {
  at: string
  tag: string
  text: string
  /** Which process said it: what one connection led to has one number. */
  pid?: number
}

export interface Jail {
  name: string
  banned: { address: Address; since?: string; until?: string }[]
  /** Whether it never bans the client; asked only for one that was banned again and again. */
  ignoresClient?: boolean
}

/** One rule of `ufw status numbered`. `from` and `to` are ufw's own words: `Anywhere`, `203.0.113.0/24`, `22/tcp`, `OpenSSH`. */
export interface UfwRule {
  number: number
  to: string
  action: 'ALLOW' | 'DENY' | 'REJECT' | 'LIMIT'
  direction: 'IN' | 'OUT' | 'FWD'
  from: string
  v6: boolean
  /** The line as ufw printed it. */
  line: string
}

/** What writes rules of a firewall; a rule beside theirs is lost at their next reload. `other`: a person, or what we do not know. */
export type RuleOwner =
  | 'ufw'
  | 'firewalld'
  | 'fail2ban'
  | 'sshguard'
  | 'crowdsec'
  | 'docker'
  | 'podman'
  | 'kubernetes'
  | 'libvirt'
  | 'tailscale'
  | 'csf'
  | 'other'

/** One rule in the kernel that drops or rejects. `owner` is who manages it, by the names of its table and chain. */
export interface BlockingRule {
  tool: 'nft' | 'iptables' | 'ip6tables'
  table: string
  chain: string
  /** The whole line as the tool printed it. */
  text: string
  owner: RuleOwner
  /** Whether the client's address is named by the rule itself or by the set it tests. */
  namesClient: boolean
}

/** One line of hosts.allow or hosts.deny, continuation lines joined. */
export interface HostsAccessRule {
  file: 'hosts.allow' | 'hosts.deny'
  line: number
  daemons: string[]
  clients: string[]
  options: string[]
  text: string
}

/** The connection that the script itself came by, as sshd sees both ends of it: after any NAT on the way and on the host. */
export interface OurConnection {
  source: Address
  sourcePort: number
  destination: Address
  destinationPort: number
}

export interface SshdProcess extends ListenerStrain {
  pid: number
  ppid: number
  state: string
  wchan: string
  args: string
  exe: string
}

/** What each section of the inside evidence can answer. A section that could not be read is `skipped` with the reason. */
export interface InsideAnswers
  extends SessionAnswers,
    AccountAnswers,
    LoginAnswers,
    UnitsAnswers,
    NetworkAnswers,
    StrainAnswers,
    AddressesAnswers,
    ServerAnswers,
    FrontAnswers,
    HostKeysAnswers,
    KnockingAnswers,
    LimitsAnswers,
    SavedRulesAnswers {
  identity: FromCommands & {
    login: string
    os: { id: string; version: string; name: string }
    kernel: string
    /** The host's own clock, ISO 8601 with its offset. */
    now: string
    bootedAt: string
    sshdVersion: string
  }
  listeners: FromCommands & { listeners: Listener[] }
  /** The process that listens for SSH. `state` is the first letter of ps's STAT (T stopped, D disk, S sleeping). */
  'sshd-process': FromCommands & {
    processes: SshdProcess[]
  }
  /** `sshd -T`, with and without `-C user=…,addr=…`: keyword (lower case) to its values in order. */
  'sshd-config': FromCommands & {
    global: Record<string, string[]>
    /** The view of the client and user, Match blocks applied; undefined when neither is known. */
    effective?: Record<string, string[]>
    /**
     * What `sshd -t` complained of, verbatim; '' when it would start. It reads the file first: "Missing privilege separation
     * directory" means a valid file, and is normal while systemd has sshd stopped.
     */
    complaint: string
    /** Where sshd refuses a file: older copies of that file; missing in what was recorded before it was asked. */
    copies?: ConfigCopy[]
  }
  'sshd-log': FromCommands & { lines: LogLine[] }
  fail2ban: FromCommands & { installed: boolean; running: boolean; jails: Jail[]; log: LogLine[] }
  ufw: FromCommands & { installed: boolean; active: boolean; incoming: string; rules: UfwRule[] }
  firewall: FromCommands & { blocking: BlockingRule[]; dropPolicies: { tool: string; table: string; chain: string }[] }
  'tcp-wrappers': FromCommands & { linked: boolean; rules: HostsAccessRule[] }
  account: FromCommands & {
    user: string
    exists: boolean
    uid?: number
    shell?: string
    home?: string
    groups: string[]
    /** Whether NSS knows the user of the login itself; false hints at a broken directory. */
  }
  /** Established connections to the SSH port, by peer address. */
  sessions: FromCommands & { peers: Address[]; ours?: OurConnection }
  resources: FromCommands &
    MachineStrain & {
      load1: number
      cpus: number
      memAvailableKiB: number
      memTotalKiB: number
      filesystems: { mount: string; usedPercent: number; inodesUsedPercent: number }[]
    }
}
