import { describe, expect, it } from 'vitest'
import type { Drawn } from './grammar/draw.ts'
import type { Mismatch } from './judge.ts'
import { shrink } from './shrink.ts'

const knock = { family: 4, source: '203.0.113.7', destination: '192.0.2.10', destinationPort: 22 } as const
const by = { device: 'eth0', bridgePort: null, sourceMac: '52:54:00:aa:00:01' } as const
const mismatch = (drawn: Drawn, problem: string): Mismatch => ({ drawn, problem, printed: {}, traced: [] })

const DRAWN: Drawn = {
  rules: {
    deterministic: true,
    loads: {
      ipset: 'create a hash:ip family inet\nadd a 10.0.0.1',
      'iptables-restore':
        '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 10.0.0.0/8 -j ACCEPT\n-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j DROP\nCOMMIT',
      nft: 'table inet t {\n  set s {\n    type ipv4_addr\n  }\n  chain c {\n    accept\n  }\n}\n',
    },
  },
  knocks: [
    { ...knock, ...by },
    { ...knock, ...by, source: '203.0.113.8' },
  ],
}

/** As if the tracer knew nothing of `--dport`, and iptables-restore took whatever has both ends of a table. */
const judged = async (drawn: Drawn): Promise<Mismatch | undefined> => {
  const text = drawn.rules.loads['iptables-restore'] ?? ''
  const loads = text.startsWith('*filter\n') && text.trimEnd().endsWith('COMMIT')
  const shows = loads && /--dport 22 .*-j DROP/.test(text) && drawn.knocks.some(({ source }) => source.endsWith('.8'))
  return shows ? mismatch(drawn, 'the kernel did another thing') : undefined
}

describe('a mismatch', () => {
  it('shrinks to the packet, the program, the line and the words that show it', async () => {
    const { drawn } = await shrink(mismatch(DRAWN, 'the kernel did another thing'), judged)
    expect(drawn.knocks.map(({ source }) => source)).toEqual(['203.0.113.8'])
    expect(Object.keys(drawn.rules.loads)).toEqual(['iptables-restore'])
    expect(drawn.rules.loads['iptables-restore']).toBe('*filter\n --dport 22 -j DROP\nCOMMIT')
  })

  it('does not shrink to a mismatch of another kind', async () => {
    const other = async (drawn: Drawn) => mismatch(drawn, 'several decisions, where the kernel has but one')
    const first = mismatch(DRAWN, 'the kernel did another thing')
    expect(await shrink(first, other)).toBe(first)
  })
})
