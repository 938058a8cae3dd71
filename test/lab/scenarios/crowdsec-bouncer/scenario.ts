import { installCscli } from '../../cscli.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the tables of CrowdSec’s bouncer, as it writes them, have the person’s address',
  suites: ['bookworm', 'trixie'],
  break: `${installCscli}nft -f - <<'END'
table ip crowdsec {
  set crowdsec-blacklists { type ipv4_addr; flags timeout; elements = { 198.51.100.200 timeout 160h, ${CLIENT} timeout 4h } }
  chain crowdsec-chain {
    type filter hook input priority filter; policy accept;
    ip saddr @crowdsec-blacklists drop
  }
}
END`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'crowdsec-bouncer', confidence: 'proven', absent: ['ipset-block'] },
  fix: { remedy: 'crowdsec-unban' },
})
