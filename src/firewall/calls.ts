import type { Family } from '../domain/address.ts'
import type { Chain, Hook, Table } from './rules.ts'

/** A chain that the kernel calls for a packet, and where. */
export interface Call {
  table: Table
  chain: Chain
  hook: Hook
}

/** The chains that the kernel calls for a packet of that family to the host itself, in its order. */
export function callsFor(family: Family, tables: readonly Table[]): Call[] {
  return tables
    .filter((table) => table.family !== (family === 4 ? 'ip6' : 'ip'))
    .flatMap((table) => Array.from(table.chains.values(), (chain) => ({ table, chain, hook: chain.hook })))
    .filter((call): call is Call => call.hook !== undefined)
    .sort((a, b) => phase(a) - phase(b) || calledAt(a) - calledAt(b) || a.hook.priority - b.hook.priority)
}

/** A bridge on the host has its rules before those of the host's own stack. */
function phase({ table, hook }: Call): number {
  if (hook.name === 'ingress') return 0
  return (table.family === 'bridge' ? 1 : 3) + (hook.name === 'input' ? 1 : 0)
}

/** Connection tracking calls all NAT chains of a hook in one go, by nf_nat's own priority; theirs orders them among each other. */
function calledAt({ chain, hook }: Call): number {
  if (chain.kind !== 'nat') return hook.priority
  return hook.name === 'input' ? 100 : -100
}
