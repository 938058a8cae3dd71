import type { Chain, Hook, Table } from './rules.ts'

/** A chain that the kernel calls for a packet, and where. */
export interface Call {
  table: Table
  chain: Chain
  hook: Hook
  /** What the packet comes in by there. A bridge on the host has ports of its own, and rules for what crosses it. */
  by: 'device' | 'bridge port'
}

/**
 * The chains that the kernel calls for a packet to the host itself, in its order. Of chains with the same priority
 * it calls the one made last first; what the tools print tells that within a table, but not between tables, nor between NAT and
 * the chains at its own priority. Nor does it tell whether the host's own rules see already on the bridge what crosses one, as Docker
 * has it. So: every order that it may be, the likeliest first.
 */
export function ordersFor(tables: readonly Table[]): Call[][] {
  const calls = tables
    .flatMap((table) => [...table.chains.values()].flatMap((chain) => callsOf(table, chain)))
    .reverse()
  const likeliest = inOrder(calls, { first: [...tables].reverse(), natFirst: false, onBridge: false })
  const tied = [
    ...new Set(
      neighbours(likeliest)
        .filter(isTie)
        .flatMap((pair) => pair.map(({ table }) => table)),
    ),
  ]
  const natFirst = neighbours(likeliest).some(isTieWithNat) ? [false, true] : [false]
  const onBridge = likeliest.some(isAboutBridge) && likeliest.some(isHostsPrerouting) ? [false, true] : [false]
  if (tied.length === 0 && natFirst.length === 1 && onBridge.length === 1) return [likeliest]
  const rotations = tied.length === 0 ? [tied] : tied.map((_, by) => [...tied.slice(by), ...tied.slice(0, by)])
  return rotations.flatMap((first) =>
    natFirst.flatMap((nat) => onBridge.map((early) => inOrder(calls, { first, natFirst: nat, onBridge: early }))),
  )
}

interface Order {
  /** Tables in the order in which their chains of the same priority are called. */
  first: readonly Table[]
  natFirst: boolean
  /** Whether the host's prerouting chains are called on the bridge: net.bridge.bridge-nf-call-iptables. */
  onBridge: boolean
}

function inOrder(calls: readonly Call[], { first, natFirst, onBridge }: Order): Call[] {
  const rank = new Map(first.map((table, index) => [table, index]))
  const ofTable = ({ table }: Call) => rank.get(table) ?? 0
  const ofNat = (call: Call) => (isNat(call) === natFirst ? 0 : 1)
  return [...calls].sort(
    (a, b) =>
      phase(a, onBridge) - phase(b, onBridge) ||
      calledAt(a) - calledAt(b) ||
      ofNat(a) - ofNat(b) ||
      a.hook.priority - b.hook.priority ||
      ofTable(a) - ofTable(b),
  )
}

const inTime = (a: Call, b: Call): number => phase(a) - phase(b) || calledAt(a) - calledAt(b)

const neighbours = (calls: readonly Call[]): [Call, Call][] =>
  calls.slice(1).map((call, index): [Call, Call] => [calls[index] ?? call, call])

const isTie = ([a, b]: [Call, Call]): boolean =>
  inTime(a, b) === 0 && isNat(a) === isNat(b) && a.hook.priority === b.hook.priority && a.table !== b.table

const isTieWithNat = ([a, b]: [Call, Call]): boolean => inTime(a, b) === 0 && isNat(a) !== isNat(b)

const isNat = ({ chain }: Call): boolean => chain.kind === 'nat'

/** The bridge's port has an ingress, and the bridge another. */
function callsOf(table: Table, chain: Chain): Call[] {
  const { hook } = chain
  if (!hook) return []
  if (hook.name === 'ingress') return (['bridge port', 'device'] as const).map((by) => ({ table, chain, hook, by }))
  return [{ table, chain, hook, by: table.family === 'bridge' ? 'bridge port' : 'device' }]
}

const isAboutBridge = ({ table, hook, by }: Call): boolean =>
  (table.family === 'bridge' && (hook.name === 'input' || hook.priority > 0)) ||
  (hook.name === 'ingress' && by === 'device')

const isHostsPrerouting = ({ hook, by }: Call): boolean => hook.name === 'prerouting' && by === 'device'

/** A bridge on the host has its rules before those of the host's own stack. */
function phase(call: Call, onBridge = false): number {
  const { hook, by } = call
  if (hook.name === 'ingress') return by === 'bridge port' ? 0 : 5
  if (by === 'bridge port') return hook.name === 'input' ? 4 : hook.priority > 0 ? 3 : 1
  return hook.name === 'input' ? 7 : onBridge ? 2 : 6
}

/** Connection tracking calls all NAT chains of a hook in one go, by nf_nat's own priority; theirs orders them among each other. */
function calledAt({ chain, hook }: Call): number {
  if (chain.kind !== 'nat') return hook.priority
  return hook.name === 'input' ? 100 : -100
}
