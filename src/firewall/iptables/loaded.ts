/** What `iptables-save` prints for one chain that does anything: its rules, and what becomes of the rest. */
interface SavedChain {
  table: string
  name: string
  /** `-` of a chain that others lead to. */
  policy: string
  rules: readonly SavedRule[]
}

interface SavedRule {
  text: string
  /** Counted from 1 in the whole output. */
  line: number
}

export interface SavedRules {
  chains: readonly SavedChain[]
  /** Where the table ends that holds the rules for what comes in; undefined where there is none. */
  filterEnd: number | undefined
}

/** Reads saved rules without their counters and comments: what is the same by this loads the same. */
export function savedRulesIn(save: string): SavedRules {
  const chains = new Map<string, SavedChain & { rules: SavedRule[] }>()
  let table = ''
  let filterEnd: number | undefined
  for (const [index, raw] of save.split('\n').entries()) {
    const text = raw.trim().replace(/^\[\d+:\d+\] /, '')
    if (text.startsWith('*')) table = text.slice(1)
    if (text === 'COMMIT' && table === 'filter') filterEnd = index + 1
    const [, declared, policy = ''] = /^:(\S+) (\S+)/.exec(text) ?? []
    if (declared !== undefined) chains.set(`${table} ${declared}`, { table, name: declared, policy, rules: [] })
    const [, chain] = /^-A (\S+) /.exec(text) ?? []
    chains.get(`${table} ${chain}`)?.rules.push({ text, line: index + 1 })
  }
  const busy = [...chains.values()].filter(({ policy, rules }) => policy !== 'ACCEPT' || rules.length > 0)
  return { chains: busy, filterEnd }
}

/** Whether both load the same, whatever the order of their chains; `but` is a rule that may be missing in either. */
export const loadsSame = (one: SavedRules, other: SavedRules, but?: string): boolean =>
  signature(one, but) === signature(other, but)

export const hasRule = ({ chains }: SavedRules, text: string): boolean =>
  chains.some(({ table, rules }) => table === 'filter' && rules.some((rule) => rule.text === text))

function signature({ chains }: SavedRules, but: string | undefined): string {
  const each = chains.flatMap(({ table, name, policy, rules }) => {
    const kept = rules.filter(({ text }) => table !== 'filter' || text !== but).map(({ text }) => text)
    return policy === 'ACCEPT' && kept.length === 0 ? [] : [JSON.stringify([table, name, policy, kept])]
  })
  return each.sort().join('\n')
}
