import { defineScenario } from '../../scenario.ts'

const NAME = 'web-01.corp.example'

export default defineScenario({
  title: 'sshd has no IPv6 and says so at once: nobody waits',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME },
  etc: ({ address, address6 }) => ({ hosts: `127.0.0.1 localhost\n${address6} ${NAME}\n${address} ${NAME}\n` }),
  break: 'echo AddressFamily inet >/etc/ssh/sshd_config.d/family.conf; systemctl restart ssh',
  symptom: { address: NAME, from: 'any' },
  expect: { verdict: 'healthy', exit: 0 },
})
