import type { Rule, Table } from '../../src/firewall/rules.ts'
import type { Printed } from './rule-set.ts'

/** The tables that the product reads from what the tools print. */
export function tablesIn(printed: Printed): Table[] {
  return [...iptablesIn(printed['iptables-save -c']), ...nftIn(printed['nft -a list ruleset'])]
}

// The two below stand in for the parsers, until those are there.

function nftIn(printed: string | undefined): Table[] {
  const found =
    /table (ip|ip6|inet) t .*\n.*chain c .*\n.*hook (prerouting|input) priority filter [+] 10; policy (accept|drop)/.exec(
      printed ?? '',
    )
  if (!found) return []
  const [, family, name, policy] = found as unknown as [string, 'ip', 'input', 'drop']
  const chain = { name: 'c', rules: [], hook: { name, priority: 10 }, kind: 'filter', policy } as const
  return [{ tool: 'nft', family, name: 't', chains: new Map([['c', chain]]) }]
}

function iptablesIn(save: string | undefined): Table[] {
  if (!save) return []
  const rules = [...save.matchAll(/^.*-A INPUT(?: -s (\S+)\/32)(.*)-j (.*)$/gm)].map(
    ([text, source, tests, end], index): Rule => {
      const ports = /--dport (\d+):?(\d*)/.exec(tests ?? '')
      return {
        text,
        number: index + 1,
        handle: undefined,
        steps: [
          { test: (packet) => packet.source === source },
          {
            test: ({ destinationPort = 0 }) =>
              !ports || (destinationPort >= Number(ports[1]) && destinationPort <= Number(ports[2] || ports[1])),
          },
          {
            decide: () =>
              end?.startsWith('REJECT')
                ? {
                    verdict: 'reject',
                    rejection: end.includes('tcp') ? { by: 'tcp-reset' } : { by: 'icmp', type: 3, code: 13 },
                  }
                : { verdict: end === 'DROP' ? 'drop' : 'accept' },
          },
        ],
      }
    },
  )
  const policy = save.includes(':INPUT DROP') ? 'drop' : 'accept'
  const chain = { name: 'INPUT', rules, hook: { name: 'input', priority: 0 }, kind: 'filter', policy } as const
  return [{ tool: 'iptables', family: 'ip', name: 'filter', chains: new Map([['INPUT', chain]]) }]
}
