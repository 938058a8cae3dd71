import type { Evidence } from '../../src/domain/evidence.ts'
import type { BlockingRule } from '../../src/domain/inside.ts'
import type { Observation } from '../../src/domain/observation.ts'

export const CLIENT = '203.0.113.7'
const at = '2026-11-21T06:00:00.000Z'

export const f2bRule: BlockingRule = {
  tool: 'nft',
  table: 'f2b-table',
  chain: 'f2b-chain',
  text: 'tcp dport 22 ip saddr @addr-set-sshd reject with icmp port-unreachable',
  owner: 'fail2ban',
  namesClient: true,
}

export interface Host {
  login: string
  /** Which jails there are, and whom they hold. */
  jails: Record<string, string[]>
  rules: BlockingRule[]
  running: boolean
}

/** What the evidence script would read on such a host. */
export function insideOf({ login, jails, rules, running }: Host): Observation[] {
  const banned = (addresses: string[]) => addresses.map((address) => ({ address }))
  return [
    {
      observation: 'identity',
      at,
      ms: 1,
      outcome: 'read',
      commands: [],
      login,
      os: { id: 'debian', version: '12', name: 'Debian 12' },
      kernel: '6.1',
      now: at,
      bootedAt: at,
      sshdVersion: 'OpenSSH_9.2p1',
    },
    {
      observation: 'fail2ban',
      at,
      ms: 1,
      outcome: 'read',
      commands: [],
      installed: true,
      running,
      jails: Object.entries(jails).map(([name, addresses]) => ({ name, banned: banned(addresses) })),
      log: [],
    },
    { observation: 'firewall', at, ms: 1, outcome: 'read', commands: [], blocking: rules, dropPolicies: [] },
  ]
}

export const evidenceOf = (observations: Observation[], client: string | undefined = CLIENT): Evidence => ({
  schema: 'ssh-medic/evidence@1',
  runId: 'run-1',
  host: { name: 'web-01', address: '127.0.0.1', port: 22 },
  vantage: 'bastion-a',
  ...(client !== undefined && { client: { address: client } }),
  startedAt: at,
  durationMs: 1,
  observations,
})
