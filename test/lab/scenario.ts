import type { HostOptions, LabHost } from './host.ts'
import type { Suite } from './places.ts'
import type { Product } from './product.ts'
import type { EtcView } from './vantage.ts'

/** What the check is asked: the address, login and port of the person who is locked out. */
export interface CheckArgs {
  from?: string
  user?: string
  port?: number
}

export interface Expected {
  verdict: 'healthy' | 'faulty' | 'undetermined'
  /** Exit status of `check`. */
  exit: number
  /** The first finding. None is expected when this is missing. */
  cause?: string
  confidence?: 'proven' | 'likely' | 'possible'
  /** Causes that no finding may name. */
  absent?: readonly string[]
  /** Causes of which one at least must be named as open. */
  untested?: readonly string[]
}

/** How the person's own OpenSSH fares before the check: shows that the host is broken as intended, whatever the product says. */
export interface Symptom {
  /** The person's address; `any` leaves it to the kernel, as a name with two families needs it. */
  from?: string
  user?: string
  /** Another port than sshd's. */
  port?: number
  /** A name, or an address other than the host's. */
  address?: string
  /** What ssh prints; without it the login has to work. */
  says?: RegExp
  connectTimeoutS?: number
  /** Another private key than the lab's, by its name in the host's folder. */
  key?: string
  /** Asks for a terminal, or for the sftp subsystem, instead of a command alone. */
  wants?: 'terminal' | 'sftp'
  /** Through the scenario's jump host. */
  jump?: boolean
  /** The login works, but takes longer than this. */
  slowerThanMs?: number
}

export interface Fix {
  remedy: string
  /** Those of the offer in the report when this is missing. */
  args?: Record<string, string>
  /** There is nothing to put back. */
  lasting?: boolean
  /** How the person tries, where that is no login by key. */
  getsIn?: (host: LabHost) => Promise<boolean>
}

export interface ScenarioDefinition {
  title: string
  /** Debian 12, and 13 as well where the host's own software has a part in what is seen: not where all happens on the way to it. */
  suites: readonly Suite[]
  host?: Omit<HostOptions, 'name' | 'suite'>
  /** Script of bash that breaks the host, as root inside it. A file break.sh next to scenario.ts does the same. */
  break?: string
  /** What has to happen outside: the bastion's side of the break. */
  provoke?: (host: LabHost) => Promise<void>
  /** Files of the bastion's /etc, as they are for this host alone. */
  etc?: (host: LabHost) => EtcView
  symptom?: Symptom
  check?: CheckArgs
  expect: Expected
  /** What is known when somebody has run the evidence script as root on the host's console, and it was added to the check. */
  console?: Expected
  fix?: Fix
  /** Plays something else than one check: then `expect` says how the last check must end. Throws what went wrong. */
  play?: (host: LabHost, product: Product) => Promise<void>
  /** Mostly waits: runs beside the others, with this much time. */
  slowMs?: number
}

export interface Scenario extends ScenarioDefinition {
  name: string
}

export const defineScenario = (scenario: ScenarioDefinition): ScenarioDefinition => scenario
