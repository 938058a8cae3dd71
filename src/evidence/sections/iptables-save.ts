import type { Address } from '../../domain/address.ts'
import type { BlockingRule } from '../../domain/inside.ts'
import { ownerOf } from '../../firewall/owner.ts'
import { covers, holding, isEverybody, type Members } from './members.ts'

export interface Rules {
  blocking: BlockingRule[]
  dropPolicies: { tool: string; table: string; chain: string }[]
}

type Tool = 'iptables' | 'ip6tables'

/** The rules of `iptables-save` or `ip6tables-save` that drop or reject, and the chains that drop by policy. */
export function iptablesRules(tool: Tool, save: string, sets: Members, client: Address | undefined): Rules {
  const rules: Rules = { blocking: [], dropPolicies: [] }
  const holdsClient = holding(sets, (element) => client !== undefined && covers(element, client))
  let table = ''
  for (const line of save.split('\n')) {
    const printed = line.trim()
    const text = printed.replace(/^\[\d+:\d+\] /, '')
    if (text.startsWith('*')) table = text.slice(1)
    const [, dropping] = /^:(\S+) DROP\b/.exec(text) ?? []
    if (dropping) rules.dropPolicies.push({ tool, table, chain: dropping })
    const [, chain] = /^-A (\S+) .*-j (?:DROP|REJECT)\b/.exec(text) ?? []
    if (chain)
      rules.blocking.push({
        tool,
        table,
        chain,
        text: printed,
        owner: ownerOf(chain, setOf(text)),
        namesClient: namesClient(text, holdsClient, client),
      })
  }
  return rules
}

const setOf = (text: string): string => /--match-set (\S+)/.exec(text)?.[1] ?? ''

function namesClient(text: string, holdsClient: (set: string) => boolean, client: Address | undefined): boolean {
  if (client === undefined) return false
  const source = / (! )?(?:-s|--src-range) (\S+)/.exec(text)
  if (source) return source[1] === undefined && !isEverybody(source[2] ?? '') && covers(source[2] ?? '', client)
  const tested = / (! )?--match-set (\S+) src/.exec(text)
  if (!tested || tested[1] !== undefined) return false
  return holdsClient(tested[2] ?? '')
}
