import { type MatchReader, never, type Test } from '../reading.ts'
import type { Option } from '../written.ts'

// A SYN has no header between those of IPv6 and TCP.

/** What looks for such a header matches nothing without it, and a `!` before its options does not change that. */
export const inExtensionHeader: MatchReader = () => never

/** `--header` names the headers that there must be and, unless `--soft`, no others. Of all it knows, a SYN has a protocol. */
export const ipv6header: MatchReader = (options): Test => {
  const soft = options.some(({ flag }) => flag === '--soft')
  const answers = options.filter(({ flag }) => flag === '--header').map((option) => hasHeaders(option, soft))
  return () => answers.every((answer) => answer)
}

function hasHeaders({ values: [list = ''], negated }: Option, soft: boolean): boolean {
  const named = list.split(',')
  const others = named.filter((name) => !/^prot(o|ocol)?$/.test(name))
  if (!soft) return (others.length === 0) !== negated
  return negated ? others.length === named.length : others.length === 0
}
