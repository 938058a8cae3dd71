import { nftTables } from '../../src/firewall/nft/ruleset.ts'
import type { Rule, Table } from '../../src/firewall/rules.ts'
import type { Printed } from './rule-set.ts'

/** The tables that the product reads from what the tools print. */
export function tablesIn(printed: Printed): Table[] {
  return [...iptablesIn(printed['iptables-save -c']), ...nftIn(printed)]
}

function nftIn(printed: Printed): Table[] {
  const json = printed['nft -j -a list ruleset']
  if (json === undefined) return []
  return nftTables(json, printed['nft -a list ruleset'] ?? '', { leaveOut: ({ name }) => IPTABLES.has(name) })
}

/** The tables that iptables-nft keeps. */
const IPTABLES = new Set(['filter', 'nat', 'mangle', 'raw', 'security'])

// What is below stands in for the parser, until that is there.

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
