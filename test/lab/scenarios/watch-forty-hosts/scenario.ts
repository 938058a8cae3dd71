import { onRouter } from '../../router.ts'
import { defineScenario } from '../../scenario.ts'
import { leadThroughRouter, makeMany } from '../../watch/many.ts'
import { watching } from '../../watch/watch.ts'

const COUNT = 40
const RULE = 'FORWARD -p tcp --dport 22 -j REJECT'

export default defineScenario({
  title: 'a router refuses SSH to the forty watched hosts behind it: one thread, which names what they share and why',
  suites: ['bookworm'],
  host: {
    // By itself it refuses one packet a second: enough for a look a minute, not for as many as there are here.
    router: { script: 'sysctl -qw net.ipv4.icmp_ratelimit=0' },
    // All forty are looked at together, more than sshd takes by itself.
    files: { 'etc/ssh/sshd_config.d/many.conf': 'MaxStartups 200\n' },
  },
  symptom: {},
  play: async (host) => {
    const { hosts, network } = await makeMany(host, COUNT)
    const router = await leadThroughRouter(host, network)
    // The bastion has nobody to look at but these: that the router itself answers tells that it is not blind.
    const watch = { canaries: [{ address: router, port: 22 }] }
    await watching(host, { hosts, watch, everyMs: 3_000 }, async (team) => {
      await onRouter(host.name, `iptables -I ${RULE}`)
      const head = await team.head(/40 hosts in 10\.79\.\d+\.0\/24: SSH fails/)
      await team.says(head, /What they share: in 10\.79\.\d+\.0\/24/)
      await team.says(head, /The common cause:\s+A firewall/i)
      await team.says(head, /and 20 more/)
      await onRouter(host.name, `iptables -D ${RULE}`)
      await team.says(head, /Resolved after \d+ s: 40 hosts/)
      team.onlyThread()
    })
  },
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: 180_000,
})
