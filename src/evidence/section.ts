import type { Address } from '../domain/address.ts'
import type { CommandOutput, InsideAnswers } from '../domain/inside.ts'
import type { InsideName } from '../domain/observation.ts'

/** Who a command ran as: `denied` means that sudo refused, and it was then tried without. */
export type Privilege = 'root' | 'sudo' | 'denied' | 'plain'

/** One command of a section, as the host answered it. `output` is whole up to the script's limit; `cut` says it was longer. */
export interface Output extends CommandOutput {
  label: string
  privilege: Privilege
  cut: boolean
}

/** Whom the script was asked about, as it read its own arguments. */
export interface ScriptSubject {
  client?: Address
  user?: string
  port: number
}

/** What a section's parser reads. */
export interface Told {
  /** The first output of that label. */
  of: (label: string) => Output | undefined
  /** All outputs whose label begins so, in the order they ran. */
  all: (prefix: string) => Output[]
  subject: ScriptSubject
}

/** Said instead of an answer: a clause that ends "not tested because …". */
export interface Unread {
  because: string
}

type Reading<K extends InsideName> = Omit<InsideAnswers[K], 'outcome' | 'commands'> | Unread

/** One part of the inside evidence: its commands, and the pure parser of what they print. */
export interface Section<K extends InsideName> {
  name: K
  /**
   * POSIX sh made of the prelude's words: `run LABEL CMD…` as ourselves, `root LABEL CMD…` with privilege, `tool NAME`
   * (is it installed?). After each, `$rc` and `$out` (lines prefixed by `|`) can be tested.
   */
  script: string
  /** Words that run before, in the shell of the whole lane: what they set reaches its later sections as well. */
  before?: string
  /** May throw on output that it was never meant to read: the section then counts as crashed. */
  read: (told: Told) => Reading<K>
}

export const defineSection = <K extends InsideName>(section: Section<K>): Section<K> => section

export const unread = (because: string): Unread => ({ because })

/** Whether the command ran with the rights that it needs. */
export const privileged = (output: Output | undefined): boolean =>
  output?.privilege === 'root' || output?.privilege === 'sudo'

/** Why a command that needs root told nothing. */
export const needsRoot = (what: string): Unread =>
  unread(`${what} needs root: grant the login the commands of docs/medic.sudoers`)

/** Why a command told nothing, in its own words. */
export function failure(output: Output | undefined, what: string): Unread {
  if (!output) return unread(`the script did not get to ${what}`)
  if (output.exit === 124 || output.exit === 137) return unread(`"${output.command}" did not answer in time`)
  const [said = ''] = output.output.split('\n')
  return unread(`"${output.command}" failed with exit ${output.exit}${said && `: ${said.slice(0, 200)}`}`)
}

export const lines = (output: Output | undefined): string[] =>
  output?.output.split('\n').filter((line) => line.trim() !== '') ?? []
