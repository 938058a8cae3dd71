import { attemptLogin } from '../../person.ts'
import { CLIENT6 } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'iptables lets SSH in, and a table of nftables behind it drops the person’s IPv6 network',
  suites: ['bookworm', 'trixie'],
  host: { inventoryFamily: 6 },
  break: `
    ip6tables -A INPUT -p tcp --dport 22 -j ACCEPT
    nft -f - <<'END'
table ip6 extra {
  chain late {
    type filter hook input priority filter + 10; policy accept;
    ip6 saddr 2001:db8:113::/48 tcp dport { 22, 2222 } counter drop
  }
}
END`,
  check: { from: CLIENT6 },
  expect: { verdict: 'faulty', exit: 1, cause: 'nftables-drop', confidence: 'proven', absent: ['iptables-drop'] },
  fix: {
    remedy: 'nftables-allow',
    getsIn: async (host) => (await attemptLogin(host, { from: CLIENT6, address: host.address6 })).code === 0,
  },
})
