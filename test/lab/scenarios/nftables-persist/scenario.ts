import { keeping } from '../../keep.ts'
import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

const FILE = '/etc/nftables.conf'

export default defineScenario({
  title: 'a rule of nftables for the person is kept over a restart, and all is taken back',
  suites: ['trixie'],
  break: `nft -f - <<'END'
table inet filter {
  chain input {
    type filter hook input priority filter; policy accept;
    ct state established,related accept
    ip saddr ${BASTION_ADDRESS} tcp dport 22 accept
    tcp dport 22 counter drop
  }
}
END
{ printf '#!/usr/sbin/nft -f\\n# By ops\\nflush ruleset\\n'; nft list ruleset; } >${FILE}
systemctl enable nftables`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  play: keeping({ allow: 'nftables-allow', persist: 'nftables-persist', file: FILE }),
  expect: { verdict: 'faulty', exit: 1, cause: 'nftables-drop', confidence: 'proven' },
})
