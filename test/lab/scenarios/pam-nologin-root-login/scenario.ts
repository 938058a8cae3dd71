import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'somebody has closed the host for maintenance, and ssh-medic logs in as root',
  suites: ['bookworm'],
  host: { inventoryUser: 'root' },
  break: `
    install -d -m 700 /root/.ssh; cp /home/deploy/.ssh/authorized_keys /root/.ssh/
    echo 'Database migration until 04:00, ask the on-call DBA' >/etc/nologin`,
  symptom: { user: 'deploy', says: /Database migration[\s\S]*Connection closed by/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'pam-nologin', confidence: 'proven' },
  fix: { remedy: 'nologin-clear' },
})
