import type { Address } from '../../../src/domain/address.ts'
import type { HostOptions } from '../host.ts'
import type { Suite } from '../places.ts'

/** A SYN to send to the host, and what nobody can tell from the rules about it. */
export interface Knock {
  from: Address
  /** 22 when missing. */
  port?: number
  /** The host's own address of that family when missing. */
  to?: Address
  /** Its fate is not to be told from the rules alone: then it is one of several. */
  unclear?: true
}

/** Rules as one tool writes them, loaded on a real host, and the packets that are tried on it. */
export interface RuleSet {
  name: string
  title: string
  suite: Suite
  host?: Omit<HostOptions, 'name' | 'suite'>
  /** Script of bash, as root on the host. */
  load: string
  knocks: readonly Knock[]
}
