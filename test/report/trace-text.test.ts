import { describe, expect, it } from 'vitest'
import type { TraceReport } from '../../src/report/trace.ts'
import { toTraceText } from '../../src/report/trace-text.ts'

type Station = TraceReport['path'][number]

const at = (chain: string, number: number, does: string, depth: number, more: Partial<Station> = {}): Station => ({
  ...{ tool: 'nft', table: 'inet f', chain, does, depth },
  rule: { number, handle: number + 10, text: more.rule?.text ?? does },
  ...more,
})
const report = (path: Station[]): TraceReport => ({
  schema: 'ssh-medic/trace@1',
  startedAt: '2026-11-21T06:00:00.000Z',
  host: { name: 'web-01', address: '10.0.0.5', port: 22 },
  ...{ vantage: 'bastion-a', from: '203.0.113.7', verdict: 'kept-out', summary: 'dropped by it', decisions: [], path },
})
const text = (path: Station[], columns = 80) => toTraceText(report(path), { color: false, columns })

describe('the text of a trace', () => {
  it('leaves out jumps that led to nothing, however deep, and says so', () => {
    const shown = text([
      at('input', 1, 'jump empty', 0),
      at('input', 2, 'jump outer', 0),
      at('outer', 1, 'jump inner', 1),
      at('inner', 1, 'jump innermost', 2),
      at('input', 3, 'jump telling', 0),
      at('telling', 1, 'drop', 1),
    ])
    expect(shown).not.toMatch(/empty|outer|inner/)
    expect(shown).toContain('(4 jumps into chains where nothing matched: ssh-medic trace --json shows them)')
    expect(shown).toMatch(
      /nft inet f input\n {3}3 {2}jump telling \(handle 13\)\n\nnft inet f telling\n {3}1 {2}drop \(handle 11\)/,
    )
  })

  it('keeps to a narrow terminal, and cuts a rule of a thousand addresses', () => {
    const long = `ip saddr { ${Array.from({ length: 1000 }, (_, n) => `10.0.${n >> 8}.${n & 255}`).join(', ')} } drop`
    const lines = text([at('input', 1, 'drop', 0, { rule: { number: 1, text: long } })], 50).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(58)
    expect(lines.length).toBeLessThan(25)
  })

  it('keeps the verdict and the packet within a narrow terminal too', () => {
    const packet = { source: '2001:db8:b::7', destination: '2001:db8:a::10', destinationPort: 22, device: 'eth0' }
    const summary = 'dropped by a rule of ufw: -s 2001:db8:b::/48 -p tcp -m tcp --dport 22 -j DROP'
    const shown = toTraceText({ ...report([]), packet, summary }, { color: false, columns: 44 })
    expect(Math.max(...shown.split('\n').map((line) => line.length))).toBeLessThanOrEqual(44)
    expect(shown.replace(/\n +/g, ' ')).toContain(`✗ ${summary}`)
  })

  it('gives each end that is possible a line of its own, and each doubt', () => {
    const because = ['limit counts packets']
    const unsure: TraceReport = {
      ...report([]),
      verdict: 'undetermined',
      decisions: [
        { verdict: 'dropped', because, summary: 'dropped by a rule' },
        { verdict: 'accepted', because, summary: 'accepted: no rule keeps it out' },
      ],
    }
    expect(toTraceText(unsure, { color: false, columns: 80 })).toMatch(
      /\? cannot be told: one of these\n {2}- dropped by a rule\n {2}- accepted: no rule keeps it out\n {2}because limit counts packets\n$/,
    )
  })

  it('does not say twice where a jump leads', () => {
    const shown = text([
      at('INPUT', 1, 'jump f2b', 0, { rule: { number: 1, text: '-A INPUT -j f2b' } }),
      at('f2b', 1, 'drop', 1),
    ])
    expect(shown).toMatch(/ 1 {2}-j f2b\n\n/)
  })

  it('says what is not sure', () => {
    expect(text([at('input', 1, 'drop', 0, { may: 'limit counts packets' })])).toContain(
      'perhaps: limit counts packets',
    )
  })
})
