import { attemptLogin } from '../../person.ts'
import { CLIENT6 } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd listens on IPv6 alone, and the inventory says so',
  suites: ['bookworm', 'trixie'],
  host: {
    files: { 'etc/ssh/sshd_config.d/family.conf': 'AddressFamily inet6\n' },
    inventoryFamily: 6,
  },
  provoke: async (host) => {
    const { code, stderr } = await attemptLogin(host, { from: CLIENT6, user: 'deploy', address: host.address6 })
    if (code !== 0) throw new Error(`the person cannot log in over IPv6: ${stderr}`)
    if ((await attemptLogin(host, { user: 'deploy' })).code === 0) throw new Error('sshd listens on IPv4 as well')
  },
  check: { from: CLIENT6, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
