import { isModelledMatch } from './matches/index.ts'
import { isModelledTarget } from './targets/index.ts'
import type { WrittenRule } from './written.ts'

const MATCHES = ['cluster', 'connbytes', 'connlabel', 'connlimit', 'connmark', 'conntrack', 'helper', 'state']
const TARGETS = ['CONNMARK', 'CONNSECMARK', 'DNAT', 'MASQUERADE', 'NETMAP', 'REDIRECT', 'SNAT', 'SYNPROXY']

/** Whether the rule has the kernel track connections; undefined when that is not known. */
export function tracks({ matches, target }: WrittenRule, isOwnChain: (name: string) => boolean): boolean | undefined {
  if (matches.some(({ name }) => MATCHES.includes(name))) return true
  if (target && TARGETS.includes(target.name)) return true
  if (target?.name === 'CT') return target.options.some(({ flag }) => flag !== '--notrack')
  const known =
    matches.every(({ name }) => isModelledMatch(name)) &&
    (!target || isOwnChain(target.name) || isModelledTarget(target.name))
  return known ? false : undefined
}
