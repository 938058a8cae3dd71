import { describe, expect, it } from 'vitest'
import { type Address, familyOf } from '../../src/domain/address.ts'
import type { Rejection } from '../../src/firewall/rules.ts'
import { type Decision, trace } from '../../src/firewall/trace.ts'
import { tablesIn } from '../kernel/read.ts'
import { printedOn, readReal, realNames } from './printed.ts'

/** A SYN that was sent to the real host, and what became of it there. `by`: what the kernel's own tracing names as deciding. */
interface Answer {
  from: Address
  port: number
  to: Address
  unclear?: true
  seen: { verdict: Decision['verdict']; rejection?: Rejection; to?: { address: Address; port: number } }
  by?: { table: string; chain: string; rule: number | 'policy' }
}

interface Fixture {
  title: string
  hostAddresses: Address[]
  answers: Answer[]
}

const fixtures = realNames.map((name) => ({
  ...{ name, tables: tablesIn(printedOn(name)) },
  ...(JSON.parse(readReal(name, 'answers.json')) as Fixture),
}))

describe.each(fixtures)('$name: $title', ({ tables, hostAddresses, answers }) => {
  const traced = ({ from, to, port }: Answer) =>
    trace(
      {
        ...{ family: familyOf(from), source: from, destination: to, destinationPort: port },
        ...{
          sourcePort: undefined,
          device: 'eth0',
          bridgePort: null,
          sourceMac: '02:77:00:00:00:01',
          hostAddresses,
          wayBack: 'eth0',
        },
      },
      tables,
    )

  it.each(answers.filter(({ unclear }) => !unclear))('tells what became of $from at port $port', (answer) => {
    const { seen, by } = answer
    const { verdict, decisions } = traced(answer)
    const [decision] = decisions
    expect({ verdict, rejection: decision?.rejection }).toEqual({ verdict: seen.verdict, rejection: seen.rejection })
    if (seen.to) expect(decisions.map(({ to }) => to)).toContainEqual(seen.to)
    if (by && (verdict === 'dropped' || verdict === 'rejected')) {
      const { table, chain, rule } = decision?.at ?? {}
      expect({ table, chain, rule: rule?.number ?? 'policy' }).toEqual(by)
    }
  })

  // A rule set of which all is clear has none of these, and so no test that is skipped.
  it.each(answers.filter(({ unclear }) => unclear))(
    'does not claim to know what becomes of $from at port $port',
    (answer) => {
      const { seen } = answer
      const { verdict, decisions } = traced(answer)
      expect(verdict).toBe('unclear')
      const possible = decisions.map((one) => ({ verdict: one.verdict, rejection: one.rejection }))
      expect(possible).toContainEqual({ verdict: seen.verdict, rejection: seen.rejection })
    },
  )
})
