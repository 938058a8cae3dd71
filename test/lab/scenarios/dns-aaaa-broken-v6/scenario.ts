import { defineScenario } from '../../scenario.ts'

const NAME = 'web-01.corp.example'

export default defineScenario({
  title: 'the name has both addresses, and the host’s firewall knows only IPv4',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME },
  etc: ({ address, address6 }) => ({ hosts: `127.0.0.1 localhost\n${address6} ${NAME}\n${address} ${NAME}\n` }),
  break: 'ip6tables -P INPUT DROP; ip6tables -A INPUT -p ipv6-icmp -j ACCEPT',
  symptom: { address: NAME, from: 'any', slowerThanMs: 2_500 },
  expect: { verdict: 'faulty', exit: 1, cause: 'dns-aaaa-broken-v6', confidence: 'proven' },
  slowMs: 120_000,
})
