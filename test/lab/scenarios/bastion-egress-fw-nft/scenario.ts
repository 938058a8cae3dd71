import { defineScenario } from '../../scenario.ts'
import { changeBastion } from '../../vantage.ts'

const tableOf = (address: string) => `inet egress-${address.replaceAll('.', '-')}`

export default defineScenario({
  title: 'the bastion’s own nftables answer with a reset, as a stopped sshd would',
  suites: ['bookworm'],
  provoke: ({ folder, address }) => {
    const table = tableOf(address)
    const rules = `nft -f - <<END
table ${table} {
  chain out { type filter hook output priority 0; ip daddr ${address} jump closed; }
  chain closed { tcp dport { 22, 2222 } counter reject with tcp reset; }
}
END`
    return changeBastion(folder, rules, `nft delete table ${table}`)
  },
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'bastion-egress-fw', confidence: 'proven' },
})
