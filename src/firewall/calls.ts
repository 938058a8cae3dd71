import type { Family } from '../domain/address.ts'
import type { Chain, Hook, Table } from './rules.ts'

/** A chain that the kernel calls for a packet, and where. */
export interface Call {
  table: Table
  chain: Chain
  hook: Hook
  /** What the packet comes in by there. A bridge on the host has ports of its own, and rules for what crosses it. */
  by: 'device' | 'bridge port'
}

/** The chains that the kernel calls for a packet of that family to the host itself, in its order. */
export function callsFor(family: Family, tables: readonly Table[]): Call[] {
  return tables
    .filter((table) => table.family !== (family === 4 ? 'ip6' : 'ip'))
    .flatMap((table) => [...table.chains.values()].flatMap((chain) => callsOf(table, chain)))
    .sort((a, b) => phase(a) - phase(b) || calledAt(a) - calledAt(b) || a.hook.priority - b.hook.priority)
}

/** The bridge's port has an ingress, and the bridge another. */
function callsOf(table: Table, chain: Chain): Call[] {
  const { hook } = chain
  if (!hook) return []
  if (hook.name === 'ingress') return (['bridge port', 'device'] as const).map((by) => ({ table, chain, hook, by }))
  return [{ table, chain, hook, by: table.family === 'bridge' ? 'bridge port' : 'device' }]
}

/** A bridge on the host has its rules before those of the host's own stack. */
function phase({ hook, by }: Call): number {
  if (hook.name === 'ingress') return by === 'bridge port' ? 0 : 3
  return (by === 'bridge port' ? 1 : 4) + (hook.name === 'input' ? 1 : 0)
}

/** Connection tracking calls all NAT chains of a hook in one go, by nf_nat's own priority; theirs orders them among each other. */
function calledAt({ chain, hook }: Call): number {
  if (chain.kind !== 'nat') return hook.priority
  return hook.name === 'input' ? 100 : -100
}
