import { expect, it } from 'vitest'
import { type Gathered, gatheredAfter, type Seen } from '../../src/monitor/gathered.ts'

const host = { host: 'web-01', vantage: 'bastion-a' }
const seen = (move: Seen['move'], at: string): Seen => ({ ...host, id: `watch@${at}`, at, move, source: 'watch' })
const says = (fingerprint: string, state: 'firing' | 'resolved', at: string): Seen => ({
  ...{ ...host, id: `${fingerprint}@${at}`, at, source: 'webhook' },
  move: state === 'firing' ? 'open' : 'resolve',
  report: { fingerprint, state, title: fingerprint, at, by: 'alertmanager' },
})
const after = (...moves: Seen[]) =>
  moves.reduce<Gathered | undefined>((before, move, index) => gatheredAfter(before, move, index), undefined)
const inShort = (gathered: Gathered | undefined) =>
  gathered && `${gathered.id} ${gathered.source} ${Object.keys(gathered.reports).join('+')}`.trim()

it.each<[string, Seen[], string | undefined]>([
  ['that our watch saw', [seen('open', '1')], 'watch@1 watch'],
  ['that came back', [seen('open', '1'), seen('resolve', '2')], undefined],
  [
    'that turned bad again, after an old word of it came once more',
    [seen('open', '1'), seen('open', '5')],
    'watch@5 watch',
  ],
  ['whose old word comes later', [seen('open', '5'), seen('open', '1')], 'watch@5 watch'],
  ['that was reported', [says('a', 'firing', '1')], 'a@1 webhook a'],
  ['that was reported twice', [says('a', 'firing', '1'), says('b', 'firing', '2')], 'a@1 webhook a+b'],
  ['whose only report is over', [says('a', 'firing', '1'), says('a', 'resolved', '2')], undefined],
  [
    'of which one report is over',
    [says('a', 'firing', '1'), says('b', 'firing', '2'), says('a', 'resolved', '3')],
    'a@1 webhook b',
  ],
  ['that was reported, then seen', [says('a', 'firing', '1'), seen('open', '2')], 'a@1 watch a'],
  [
    'that was seen, and whose report is over',
    [seen('open', '1'), says('a', 'firing', '2'), says('a', 'resolved', '3')],
    'watch@1 watch',
  ],
  [
    'that is reported still, though our watch sees it well',
    [seen('open', '1'), says('a', 'firing', '2'), seen('resolve', '3')],
    'watch@1 webhook a',
  ],
  ['that is well', [seen('resolve', '1'), says('a', 'resolved', '2'), seen('update', '3')], undefined],
])('a host %s is gathered as such', (_, moves, gathered) => {
  expect(inShort(after(...moves))).toBe(gathered)
})
