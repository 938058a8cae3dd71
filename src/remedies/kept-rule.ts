import type { CommandOutput } from '../domain/inside.ts'
import type { State } from './define.ts'

/** A rule of ours that is loaded, and a file of which rules are loaded at the boot. */
export interface KeptRule {
  ip: string
  file: string
  saved: boolean
  loaded: boolean
  /** Whether the file would load just what is loaded; `butForIt`: but for that rule. */
  same: boolean
  sameButForIt: boolean
  /** The line of the file that the rule has to come before. */
  line: number | undefined
}

/** Whether the file lacks the rule. Whoever keeps more than that in it, or less, has to look first. */
export function keptState(rule: KeptRule, line: string): State {
  const { ip, file, saved, loaded } = rule
  if (!rule.sameButForIt)
    return { state: 'unknown', because: `${file} and the rules that are loaded differ by more than that rule` }
  const facts = { saved, loaded }
  if (saved && loaded && !rule.same)
    return { state: 'unknown', because: `${file} has the rule at another place than the rules that are loaded` }
  if (saved) return { state: 'gone', detail: `${file} has the rule that lets ${ip} in`, facts }
  if (loaded && rule.line !== Number(line)) return { state: 'unknown', because: `${file} has changed, so check again` }
  return { state: 'holds', detail: `${file} lacks the rule that lets ${ip} in`, facts }
}

/** What a command printed that succeeded, as root or by sudo. */
export const printedBy = (commands: readonly CommandOutput[], command: string): string | undefined =>
  commands.find((one) => one.exit === 0 && (one.command === command || one.command.endsWith(` ${command}`)))?.output
