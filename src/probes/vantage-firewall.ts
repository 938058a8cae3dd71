import { type Address, familyOf } from '../domain/address.ts'
import type { OutsideAnswers } from '../domain/observation.ts'
import type { CountedRule } from '../domain/vantage.ts'
import { runLocally } from './run-local.ts'

type Tool = CountedRule['tool']
/** A rule that drops or rejects what this machine sends. */
type Rule = Omit<CountedRule, 'before' | 'after'> & { packets: number }

/**
 * Reads the counters of the vantage's own rules for what it sends, knocks once more, and reads them again: a rule that counted
 * the knock kept it. Nothing is sent when there is no such rule. Only root may read them.
 */
export async function countOwnRules(
  address: Address,
  knock: () => Promise<void>,
  signal?: AbortSignal,
): Promise<OutsideAnswers['vantage-firewall']> {
  const before = await readRules(address, signal)
  if (!before) return { outcome: 'unreadable', because: 'the rules of this vantage can be read by root only' }
  if (before.length === 0) return { outcome: 'counted', rules: [] }
  await knock()
  const after = (await readRules(address, signal)) ?? []
  return { outcome: 'counted', rules: before.flatMap((rule) => risen(rule, after)) }
}

function risen({ packets, ...rule }: Rule, after: Rule[]): CountedRule[] {
  const again = after.find(({ tool, chain, text }) => tool === rule.tool && chain === rule.chain && text === rule.text)
  return again && again.packets > packets ? [{ ...rule, before: packets, after: again.packets }] : []
}

async function readRules(address: Address, signal: AbortSignal | undefined): Promise<Rule[] | undefined> {
  const tool = familyOf(address) === 6 ? 'ip6tables' : 'iptables'
  const [saved, ruleset] = await Promise.all([
    runLocally(`${tool}-save`, ['-c'], signal),
    runLocally('nft', ['list', 'ruleset'], signal),
  ])
  if (!saved.ok && !ruleset.ok) return undefined
  return [...rulesOfSave(tool, saved.stdout), ...rulesOfNft(ruleset.stdout)]
}

/** The lines of each chain, and the chains that a packet of ours enters first. */
interface Chains {
  lines: Map<string, string[]>
  roots: string[]
}

/** The blocking rules of `iptables-save -c` that a packet from this machine can meet. */
export function rulesOfSave(tool: Tool, save: string): Rule[] {
  return save.split(/^\*/m).flatMap((table) => {
    const chains: Chains = { lines: new Map(), roots: ['OUTPUT'] }
    for (const line of table.split('\n')) {
      const [, chain] = /^(?:\[\d+:\d+\] -A |:)(\S+) /.exec(line) ?? []
      if (chain) chains.lines.set(chain, [...(chains.lines.get(chain) ?? []), line])
    }
    return fromRoots(chains, /-[jg] (\S+)/g).flatMap(({ chain, line }) => {
      const [, packets, text] = /^\[(\d+):\d+\] (-A .* -j (?:DROP|REJECT)\b.*)$/.exec(line) ?? policyOf(line)
      return packets && text ? [{ tool, chain, text, packets: Number(packets) }] : []
    })
  })
}

/** `:OUTPUT DROP [12:720]`, with its parts in the order of a rule's. */
function policyOf(line: string): string[] {
  const [, policy = '', packets = ''] = /^:(\S+ DROP) \[(\d+):\d+\]$/.exec(line) ?? []
  return packets === '' ? [] : [line, packets, `policy ${policy}`]
}

/** The blocking rules of `nft list ruleset` that a packet from this machine can meet and that count. */
export function rulesOfNft(ruleset: string): Rule[] {
  return ruleset.split(/^table /m).flatMap((table) => {
    const chains: Chains = { lines: new Map(), roots: [] }
    let chain = ''
    for (const line of table.split('\n')) {
      chain = /^\tchain (\S+) \{/.exec(line)?.[1] ?? chain
      if (/^\t\ttype filter hook output /.test(line)) chains.roots.push(chain)
      else if (line.startsWith('\t\t')) chains.lines.set(chain, [...(chains.lines.get(chain) ?? []), line.trim()])
    }
    return fromRoots(chains, /\b(?:jump|goto) (\S+)/g).flatMap(({ chain, line }) => {
      const [, packets] = /\bcounter packets (\d+) bytes \d+ .*\b(?:drop|reject)\b/.exec(line) ?? []
      const text = line.replace(/\bcounter packets \d+ bytes \d+/, 'counter')
      return packets ? [{ tool: 'nft' as const, chain, text, packets: Number(packets) }] : []
    })
  })
}

/** Every line of the chains that are reached from the roots, in the order of discovery. */
function fromRoots({ lines, roots }: Chains, jump: RegExp): { chain: string; line: string }[] {
  const reached = roots.filter((root) => lines.has(root))
  for (const chain of reached)
    for (const line of lines.get(chain) ?? [])
      for (const [, target = ''] of line.matchAll(jump))
        if (lines.has(target) && !reached.includes(target)) reached.push(target)
  return reached.flatMap((chain) => (lines.get(chain) ?? []).map((line) => ({ chain, line })))
}
