import { attemptLogin } from '../../person.ts'
import { CLIENT6 } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

const NAME = 'web-01.corp.example'

export default defineScenario({
  title: 'the name has both addresses, sshd listens on IPv4 alone, and the client has only IPv6',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME },
  etc: ({ address, address6 }) => ({ hosts: `127.0.0.1 localhost\n${address6} ${NAME}\n${address} ${NAME}\n` }),
  break: 'echo ListenAddress 0.0.0.0 >/etc/ssh/sshd_config.d/listen.conf; systemctl restart ssh',
  provoke: async (host) => {
    const { code, stderr } = await attemptLogin(host, { from: CLIENT6, address: host.address6 })
    if (code === 0 || !stderr.includes('Connection refused')) throw new Error(`over IPv6 ssh says: ${stderr}`)
  },
  symptom: {},
  check: { from: CLIENT6 },
  expect: { verdict: 'faulty', exit: 1, cause: 'addressfamily-mismatch', confidence: 'proven' },
})
