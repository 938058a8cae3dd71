import type { Address, Family } from './address.ts'
import type { InsideAnswers } from './inside.ts'
import type { VantageAnswers } from './vantage.ts'

/** How one TCP connection attempt ended. `offender` is the address that sent the ICMP error, where the kernel told us. */
export type ConnectAnswer =
  | { outcome: 'connected'; localAddress: Address }
  | { outcome: 'refused'; by: 'rst' | 'unknown' }
  | { outcome: 'refused' | 'unreachable'; by: 'icmp'; icmp: IcmpError; offender: Address; localAddress?: Address }
  | { outcome: 'unreachable'; by: 'local'; code: string }
  | { outcome: 'reset' }
  | { outcome: 'timed-out'; timeoutMs: number }

/** An ICMP error as `recvmsg(MSG_ERRQUEUE)` gives it: RFC 792 / RFC 4443 type and code, and the usual name of the pair. */
export interface IcmpError {
  type: number
  code: number
  name: string
}

export type ConnectAttempt = ConnectAnswer & { address: Address; family: Family; ms: number }

/** What our own kernel knows of a connection that went silent: TCP_INFO of tcp(7). Missing where it could not be asked. */
export interface Flow {
  /** All segments that came, repeated ones too: 1 is the server's SYN-ACK alone. */
  segmentsReceived: number
  bytesReceived: number
  bytesAcknowledged: number
  /** Segments of ours that the server's kernel has not acknowledged. */
  segmentsUnacknowledged: number
  /** How often in a row the wait for an acknowledgement was doubled. */
  backoff: number
  /** Largest packet that the way is thought to take. */
  pathMtu: number
}

/** What each outside probe can answer. Times are milliseconds; texts are verbatim, cut at 1 KiB and free of control characters. */
export interface OutsideAnswers extends VantageAnswers {
  resolve:
    | { outcome: 'resolved'; addresses: { address: Address; family: Family }[]; literal: boolean }
    | { outcome: 'no-such-name'; code: string }
    | { outcome: 'resolver-failed'; code: string }
  /** The attempt that counts (the one that connected, else the first that left this machine), and all of them. */
  connect: ConnectAnswer & { address: Address; port: number; attempts: ConnectAttempt[] }
  /** A random high port on the same address, tried only when the SSH port did not connect. */
  control: ConnectAnswer & { port: number }
  /** Usual other ports for SSH, looked at only when the SSH port refused: where a banner answered. */
  'other-ports': { outcome: 'looked'; tried: number[]; found: { port: number; line: string }[] }
  banner:
    | { outcome: 'banner'; line: string; protocol: string; software: string; preamble: string[] }
    | { outcome: 'refusal-text'; text: string; end: 'eof' | 'reset' }
    /** `words`: the first of them, and when they came; `asked`: only after we had said a line ourselves. */
    | { outcome: 'not-ssh'; text: string; words?: { afterMs: number; text: string }[]; asked?: true }
    | { outcome: 'closed'; end: 'eof' | 'reset'; afterMs: number }
    /** After `waitedMs` we said a line ourselves: the banner that came then, or how the connection ended. */
    | { outcome: 'silent'; waitedMs: number; late?: string; closedWhenAsked?: 'eof' | 'reset'; flow?: Flow }
  kex:
    | {
        outcome: 'offered'
        kex: string[]
        hostKey: string[]
        ciphers: string[]
        macs: string[]
        compression: string[]
        via?: ViaOpenssh
      }
    | {
        outcome: 'no-common-algorithm'
        error: string
        kex: string[]
        hostKey: string[]
        ciphers?: string[]
        macs?: string[]
        /** Set when the OpenSSH of this vantage has failed too; else nobody but our library has tried. */
        via?: ViaOpenssh
      }
    /** `complaint`: what the server said of the identification line that reached it, in place of a packet. */
    | { outcome: 'closed'; error: string; complaint?: string }
    /** `offered`: the server's list of algorithms had come, and what follows did not. */
    | { outcome: 'timed-out'; timeoutMs: number; offered?: boolean; flow?: Flow }
  /** The same again with small packets only, tried when the key exchange stalled. */
  'small-packets': { outcome: 'passed' | 'stalled'; maxSegmentBytes: number }
  'host-key':
    | { outcome: 'match'; type: string; fingerprint: string }
    /** `file`: the known_hosts that was asked. */
    | ({ outcome: 'unknown'; type: string; fingerprint: string; file?: string } & Elsewhere)
    | ({ outcome: 'changed' | 'revoked'; type: string; fingerprint: string; expected: KnownKey[] } & Elsewhere)
  login:
    | { outcome: 'accepted'; user: string; via?: 'openssh' }
    /** `offered`: the fingerprints of our keys, where we hold them ourselves. `partial`: one was taken, and more is wanted. */
    | { outcome: 'denied'; user: string; methods: string[]; offered?: string[]; partial?: boolean }
    /** `said` is what the server showed us first: its banner, or PAM's words. */
    | { outcome: 'disconnected'; user: string; reason: string; said?: string }
    | { outcome: 'timed-out'; user: string; timeoutMs: number }
  /** The run of the evidence script as a whole; its sections are observations of their own. */
  script:
    | { outcome: 'ran'; exit: number; sudo: boolean }
    /** `began`: it printed something before, so a shell did start. */
    | { outcome: 'failed'; error: string; began?: true; flow?: Flow }
}

/** The version of the system's own client, when it spoke where our library could not: `OpenSSH_9.2p1`. */
type ViaOpenssh = { client: 'openssh'; version: string }

/** What else known_hosts tells of a key that is not on record for the host. */
interface Elsewhere {
  /** The same key under other names: another machine of ours answers. Hashed names cannot be told. */
  alsoKnownAs?: (KnownKey & { names: string })[]
  /** Authorities whose certificates we would take for this host. */
  authorities?: KnownKey[]
  /** Why the OpenSSH of this vantage did not take the host's certificate, verbatim. */
  certificate?: string
}

/** One key that known_hosts holds for the host. `fingerprint` as `ssh-keygen -lf` prints it: `SHA256:…`. */
export interface KnownKey {
  type: string
  fingerprint: string
  file: string
  line: number
}

/** The outside probes, in the order they are asked. */
export const outsideNames = [
  'jump',
  'resolve',
  'name-servers',
  'other-places',
  'connect',
  'vantage-route',
  'vantage-firewall',
  'control',
  'other-ports',
  'banner',
  'inventory-port',
  'kex',
  'small-packets',
  'own-key',
  'host-key',
  'login',
  'script',
] as const satisfies readonly OutsideName[]

export type Answers = OutsideAnswers & InsideAnswers
export type OutsideName = keyof OutsideAnswers
export type InsideName = keyof InsideAnswers
export type ObservationName = keyof Answers

/** Not asked, and why: the reason is a clause that ends "not tested because …". */
interface Skipped {
  outcome: 'skipped'
  because: string
}
/** Asked, and our own code failed. It counts as untested, never as fine. */
interface Crashed {
  outcome: 'crashed'
  error: string
}

/** One answer with the time it was asked (ISO 8601, UTC) and how long it took. */
export type Observation<K extends ObservationName = ObservationName> = K extends ObservationName
  ? { observation: K; at: string; ms: number } & (Answers[K] | Skipped | Crashed)
  : never

/** An observation that was really answered. */
export type Answered<K extends ObservationName> = { observation: K; at: string; ms: number } & Answers[K]

/** Whether it was really answered: neither skipped nor crashed. */
export const isAnswered = (o: { outcome: string } | undefined): boolean =>
  o !== undefined && o.outcome !== 'skipped' && o.outcome !== 'crashed'
