import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'port 22 is forwarded to another machine, which is on record as db-02',
  suites: ['bookworm'],
  break: `mkdir /etc/db-02
    ssh-keygen -q -t ed25519 -N '' -f /etc/db-02/key
    printf '%s\\n' 'Port 2022' 'HostKey /etc/db-02/key' 'PidFile none' >/etc/db-02/sshd_config
    systemd-run -q --unit=db-02 /usr/sbin/sshd -D -f /etc/db-02/sshd_config
    for try in $(seq 50); do ss -Hltn 'sport = :2022' | grep -q . && break; sleep 0.1; done
    iptables -t nat -A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2022`,
  provoke: async (host) => {
    const key = (await host.exec('cat /etc/db-02/key.pub')).split(' ').slice(0, 2).join(' ')
    appendFileSync(join(host.folder, 'known_hosts'), `db-02,10.77.1.2 ${key}\n`)
  },
  symptom: { says: /Host key verification failed/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'wrong-host-behind-name', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'wrong-host-behind-name', confidence: 'proven' },
})
