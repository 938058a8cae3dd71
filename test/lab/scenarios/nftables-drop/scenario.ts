import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'nftables drops what is not on its list, and the person is not',
  suites: ['bookworm', 'trixie'],
  break: `nft -f - <<'END'
table inet filter {
  set admins { type ipv4_addr; flags interval; elements = { ${BASTION_ADDRESS}, 198.51.100.0/28 } }
  chain input {
    type filter hook input priority filter; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    iifname "lo" accept
    meta l4proto { icmp, ipv6-icmp } accept
    ip saddr @admins tcp dport 22 accept
    tcp dport { 80, 443 } accept
  }
}
END`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'nftables-drop', confidence: 'proven', absent: ['ipset-block'] },
  fix: { remedy: 'nftables-allow' },
})
