import type { Proof } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import type { Place } from '../../firewall/walk.ts'

type Firewall = Answered<'firewall'>

/** The line or lines in which the host's tool printed that rule or policy, verbatim, with the command. No line, no proof. */
export function quotePlace(firewall: Firewall, at: Place): Proof[] {
  const find = at.tool === 'nft' ? linesOfNft : linesOfIptables
  for (const { command, output } of firewall.commands.filter((one) => prints(one.command, at))) {
    const quote = find(output.split('\n'), at)
    if (quote.length > 0) return [{ observation: 'firewall', quote: quote.join('\n'), command }]
  }
  return []
}

const prints = (command: string, { tool }: Place): boolean =>
  tool === 'nft'
    ? /\bnft (-a )?list ruleset$/.test(command)
    : new RegExp(`\\b${tool}(-legacy)?-save( -c)?$`).test(command)

/** `[3:180] -A INPUT -s 203.0.113.7/32 -j DROP`, or `:INPUT DROP [3:180]` */
function linesOfIptables(lines: readonly string[], { table, chain, rule }: Place): string[] {
  const from = lines.indexOf(`*${table.split(' ').at(-1)}`)
  const to = lines.indexOf('COMMIT', from)
  const inTable = from < 0 ? [] : lines.slice(from, to < 0 ? lines.length : to)
  const isIt = (line: string): boolean =>
    rule ? line.replace(/^\[\d+:\d+\] /, '').trim() === rule.text : line.startsWith(`:${chain} `)
  return inTable.filter(isIt).slice(0, 1)
}

/** A rule ends with its handle, and may have begun lines before; the policy stands in the first line of its chain. */
function linesOfNft(lines: readonly string[], { table, chain, rule }: Place): string[] {
  const inTable = block(lines, '', `table ${table} {`)
  const inChain = block(inTable, '\t', `chain ${chain} {`)
  if (!rule) return inChain.filter((line) => /^\t\ttype \w+ hook .* policy \w+;/.test(line)).slice(0, 1)
  const end = inChain.findIndex((line) => line.endsWith(` # handle ${rule.handle}`))
  if (end < 0) return []
  const begin = inChain.findLastIndex(
    (line, index) => index < end && (/ # handle \d+$/.test(line) || / policy \w+;/.test(line)),
  )
  return inChain.slice(begin + 1, end + 1)
}

/** The lines within a block that begins with that line at that indentation, with or without a handle behind it. */
function block(lines: readonly string[], indent: string, head: string): string[] {
  const from = lines.findIndex((line) => line === indent + head || line.startsWith(`${indent}${head} # handle `))
  const to = lines.indexOf(`${indent}}`, from)
  return from < 0 ? [] : lines.slice(from + 1, to < 0 ? lines.length : to)
}
