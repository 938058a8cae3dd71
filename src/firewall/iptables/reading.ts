import type { Family } from '../../domain/address.ts'
import { type Answer, all, asWritten, may } from '../answer.ts'
import type { Passing } from '../packet.ts'
import type { Sets } from './sets/sets.ts'
import { excerpt } from './tokens.ts'
import type { Option } from './written.ts'

export type Test = (packet: Passing) => Answer

/** What the readers of matches and targets need to know around the rule. */
export interface Reading {
  family: Family
  sets: Sets
  /** The sets that some rule adds to or takes from. Complete once all rules are read. */
  changedSets: Set<string>
}

/** Reads the options of a match. All tests of a rule have to match. */
export type MatchReader = (options: readonly Option[], reading: Reading) => Test

/** Reads one option without its `!`. */
export type OptionReader = (values: readonly string[], reading: Reading) => Test

/** A match whose options all have to match, each by itself. */
export const eachOption =
  (match: string, readers: Readonly<Record<string, OptionReader>>): MatchReader =>
  (options, reading) =>
    both(options.map((option) => readOption(match, option, readers[option.flag], reading)))

function readOption(match: string, option: Option, reader: OptionReader | undefined, reading: Reading): Test {
  if (!reader) return () => may(`${option.flag} of ${match} is not modelled`)
  const test = reader(option.values, reading)
  return (packet) => asWritten(test(packet), option.negated)
}

function both(tests: readonly Test[]): Test {
  const [only] = tests
  if (tests.length === 1 && only) return only
  return (packet) => all(tests.map((test) => test(packet)))
}

export const always: Test = () => true
export const never: Test = () => false

/** For a value that is not of the form that iptables prints. */
export const unreadable =
  (values: readonly string[]): Test =>
  () =>
    may(`"${excerpt(values.join(' '))}" is of no known form`)

export const firstValue = (options: readonly Option[], flag: string): string | undefined =>
  options.find((option) => option.flag === flag)?.values[0]
