import { type Address, inNetwork } from '../../domain/address.ts'
import type { Proof } from '../../domain/diagnosis.ts'
import { quotePlace } from './firewall-quote.ts'
import type { KeptOut, RuleFacts } from './kept-out.ts'
import { namesAddress, quoteLines } from './quote.ts'
import { setsOfSources } from './rule-cause.ts'

/** The rule or policy that decides, as its tool printed it, with the elements of its sets that cover the client, and what was counted. */
export function quoteDeciding(out: KeptOut, { firewall, client, ufw, limits, sessions }: RuleFacts): Proof[] {
  const { at } = out
  const counted = out.limits.flatMap(({ line }) => line ?? [])
  return [
    ...quotePlace(firewall, at),
    ...(ufw && out.owner === 'ufw' ? quoteLines(ufw, (line) => saysUfw(line, out.words)) : []),
    ...quoteElements(out, firewall, client.address),
    ...[limits, sessions].flatMap((one) => (one ? quoteLines(one, (line) => counted.includes(line.trim())) : [])),
  ]
}

/** ufw's own line: of the rule that the words name, or of its defaults. */
function saysUfw(line: string, words: string): boolean {
  const number = /^ufw rule (\d+):/.exec(words)?.[1]
  if (number !== undefined) return new RegExp(`^\\[\\s*${number}\\] `).test(line)
  return /default/.test(words) && /^(Default:|Status: active)/.test(line)
}

function quoteElements({ at }: KeptOut, firewall: RuleFacts['firewall'], client: Address): Proof[] {
  const sets = setsOfSources(at.rule?.text ?? '')
  if (sets.length === 0) return []
  return quoteLines(firewall, (line, { command }) => {
    const [, set = '', element = ''] = /^add (\S+) ([^\s,]+)/.exec(line) ?? []
    if (/\bipset save/.test(command)) return sets.includes(set) && inNetwork(client, element)
    return !command.includes(' -j ') && /\bnft /.test(command) && namesAddress(line, client) && isElement(line)
  }).slice(0, 1)
}

/** nft prints elements one or more a line; a rule is none. */
const isElement = (line: string): boolean => /^\s*(elements = \{|[0-9a-fA-F.:]+(\/\d+)?( |,|$))/.test(line)
