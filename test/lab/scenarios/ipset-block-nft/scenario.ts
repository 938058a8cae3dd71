import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a set of nftables has the person’s address, for some time',
  suites: ['bookworm', 'trixie'],
  break: `nft -f - <<'END'
table inet blocklist {
  set bad4 { type ipv4_addr; flags interval, timeout; elements = { 198.51.100.0/24, ${CLIENT} timeout 6h } }
  chain input {
    type filter hook prerouting priority -200; policy accept;
    ip saddr @bad4 drop
  }
}
END`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'ipset-block', confidence: 'proven', absent: ['nftables-drop'] },
  fix: { remedy: 'ipset-remove' },
})
