import type { Address } from '../../domain/address.ts'
import { readAddress } from './fields.ts'
import { type CheckWords, parseCheck } from './parse-check.ts'
import { wordsOf } from './words.ts'

/** What somebody typed after `/ssh-check`. A problem is one sentence for them, as plain text. */
export type ParsedCommand =
  | { kind: 'nothing' }
  | { kind: 'help' }
  | { kind: 'check'; check: CheckWords }
  | { kind: 'switch'; pause: boolean; reason: string }
  | { kind: 'own-address'; wish: 'show' | 'forget' | { remember: Address } }
  | { kind: 'hosts'; filter: string[] }
  | { kind: 'history'; host?: string }
  | { kind: 'problem'; problem: string }

type Verb = (rest: readonly string[]) => ParsedCommand

/** Words that are commands when they come first; whatever else comes first is a host. */
const VERBS = new Map<string, Verb>([
  ['check', check],
  ['pause', (rest) => turn(true, rest)],
  ['resume', (rest) => turn(false, rest)],
  ['me', ownAddress],
  ['hosts', (filter) => ({ kind: 'hosts', filter: [...filter] })],
  ['history', history],
])

/** Reads a command, however a phone or Slack has dressed it up. Pure. */
export function parseCommand(text: string): ParsedCommand {
  const words = withoutOurName(wordsOf(text))
  const [verb = '', ...rest] = words
  if (words.length === 0) return { kind: 'nothing' }
  if (words.length === 1 && /^(--?)?(help|h|\?)$/i.test(verb)) return { kind: 'help' }
  const command = VERBS.get(verb.toLowerCase())
  return command ? command(rest) : check(words)
}

/** In a mention people repeat the command's name. */
const withoutOurName = (words: readonly string[]): readonly string[] =>
  /^\/?ssh-check$/i.test(words[0] ?? '') ? words.slice(1) : words

/** After the word `check` a host may be called like a command. */
function check(words: readonly string[]): ParsedCommand {
  const parsed = parseCheck(words)
  return 'check' in parsed ? { kind: 'check', ...parsed } : { kind: 'problem', ...parsed }
}

const turn = (pause: boolean, reason: readonly string[]): ParsedCommand => ({
  ...{ kind: 'switch', pause, reason: reason.join(' ').slice(0, 300) },
})

function ownAddress(words: readonly string[]): ParsedCommand {
  const [word = '', ...more] = words
  if (word === '') return { kind: 'own-address', wish: 'show' }
  if (/^forget$/i.test(word) && more.length === 0) return { kind: 'own-address', wish: 'forget' }
  const address = more.length === 0 ? readAddress(word) : undefined
  if (address !== undefined) return { kind: 'own-address', wish: { remember: address } }
  const problem = `“${words.join(' ')}” is not an IP address. After “me” comes the address you connect from, such as 203.0.113.7, or “forget”.`
  return { kind: 'problem', problem }
}

function history(words: readonly string[]): ParsedCommand {
  if (words.length === 0) return { kind: 'history' }
  const parsed = words.length === 1 ? parseCheck(words) : undefined
  if (parsed && 'check' in parsed) return { kind: 'history', host: parsed.check.host }
  return { kind: 'problem', problem: 'After “history” comes the name of one host, such as web-01.' }
}
