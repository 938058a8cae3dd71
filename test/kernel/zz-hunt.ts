import fc from '/tmp/wt/nft/node_modules/fast-check/lib/fast-check.js'
import { trace } from '../../src/firewall/trace.ts'
import { disagreement } from './compare.ts'
import { drawn } from './grammar/draw.ts'
import { HOST_ADDRESSES } from './places.ts'
import { createPlayground } from './playground.ts'
import { tablesIn } from './read.ts'

const [n, seed, most, maxLen] = process.argv.slice(2).map(Number)
const pg = await createPlayground(100 + (seed % 50))
let found = 0,
  refused = 0,
  ok = 0,
  packets = 0,
  det = 0
const kinds: Record<string, number> = {}
let tParse = 0
try {
  const list = fc.sample(drawn, { numRuns: n, seed })
  for (const d of list) {
    const printed = await pg.load(d.rules)
    if ('refused' in printed) {
      refused++
      if (refused < 6) console.log('REFUSED', printed.refused.split('\n').slice(0, 2).join(' | '))
      continue
    }
    const t0 = performance.now()
    const tables = tablesIn(printed)
    tParse += performance.now() - t0
    if (d.rules.deterministic) det++
    const sent = await pg.knock(d.knocks, 2)
    for (const each of sent) {
      packets++
      kinds[each.seen.seen] = (kinds[each.seen.seen] ?? 0) + 1
      const t = trace(
        { ...each.knock, sourcePort: each.sourcePort, hostAddresses: HOST_ADDRESSES[each.knock.family] },
        tables,
      )
      let p = disagreement(t, each.seen, d.rules.deterministic),
        e = each
      if (p && each.seen.seen === 'silent') {
        ;[e] = await pg.knock([each.knock], 1000)
        p = disagreement(t, e.seen, d.rules.deterministic)
      }
      if (!p) continue
      found++
      console.log(
        '=====',
        p,
        '\n',
        (d.rules.loads.nft ?? '').slice(0, maxLen || 4000),
        '\n--',
        e.knock.source,
        e.sourcePort,
        '->',
        e.knock.destination,
        e.knock.destinationPort,
        e.knock.device,
        e.knock.sourceMac,
        'KERNEL',
        JSON.stringify(e.seen),
      )
      for (const x of t.decisions)
        console.log(
          '  D',
          x.verdict,
          JSON.stringify(x.rejection ?? x.to ?? ''),
          x.at?.table,
          x.at?.chain,
          x.at?.rule?.text ?? 'policy',
          '|',
          x.because.join('; '),
        )
      for (const x of t.path)
        console.log('  P', ' '.repeat(x.depth), x.table, x.chain, x.rule?.text ?? 'policy', '=>', x.does, x.may ?? '')
      break
    }
    ok++
    if (found >= most) break
  }
} finally {
  await pg.remove()
}
console.log(
  'ok',
  ok,
  'refused',
  refused,
  'found',
  found,
  'packets',
  packets,
  'deterministic',
  det,
  JSON.stringify(kinds),
  'parse ms',
  tParse.toFixed(0),
)
process.exit(0)
