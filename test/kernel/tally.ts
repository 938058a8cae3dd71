import type { Judged, Traced } from './judge.ts'
import type { Sent } from './playground.ts'

/** What a run has seen so far. */
export interface Tally {
  agreed: number
  /** Of those that agreed: where the tracer had to be certain. */
  deterministic: number
  mismatches: number
  /** Packets by what the kernel did. */
  packets: Map<string, number>
  /** Packets that a rule took, not policies alone. */
  taken: number
  /** What the tools said to rule sets that they would not load. */
  refused: string[]
}

const MOST_REFUSALS_SHOWN = 5
const MOST_LINES_OF_ONE = 3

export const emptyTally = (): Tally => ({
  agreed: 0,
  deterministic: 0,
  mismatches: 0,
  packets: new Map(),
  taken: 0,
  refused: [],
})

export function addTo(tally: Tally, judged: Judged): void {
  if ('refused' in judged) tally.refused.push(judged.refused)
  if (!('agreed' in judged)) return
  tally.agreed += 1
  if (judged.deterministic) tally.deterministic += 1
  for (const one of judged.agreed) count(tally, one)
}

function count(tally: Tally, { sent, trace }: Traced): void {
  const { seen, knock } = sent
  if (trace.path.some(({ rule }) => rule)) tally.taken += 1
  const how = seen.seen === 'rejected' ? rejectionInWords(seen.rejection, knock.family) : seen.seen
  tally.packets.set(how, (tally.packets.get(how) ?? 0) + 1)
}

export const rejectionInWords = (rejection: Extract<Sent['seen'], { seen: 'rejected' }>['rejection'], family: 4 | 6) =>
  rejection.by === 'tcp-reset' ? 'reset' : `icmp${family === 6 ? 'v6' : ''} ${rejection.type}/${rejection.code}`

export function inWords({ agreed, deterministic, packets, taken, refused }: Tally): string {
  const byCount = [...packets].sort(([, one], [, other]) => other - one)
  const all = byCount.reduce((sum, [, number]) => sum + number, 0)
  const kinds = byCount.map(([how, number]) => `${number} ${how}`).join(', ')
  const shown = [...new Set(refused)].slice(0, MOST_REFUSALS_SHOWN)
  return [
    `${agreed} rule sets agree, ${deterministic} of them without a "may"`,
    `${all} packets, ${taken} of them taken by rules: ${kinds}`,
    `${refused.length} rule sets refused by the tools that load them`,
    ...shown.map((text) => `  ${text.split('\n').slice(0, MOST_LINES_OF_ONE).join('\n  ')}`),
  ].join('\n')
}
