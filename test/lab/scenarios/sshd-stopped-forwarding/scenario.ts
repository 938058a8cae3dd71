import { loginCommand } from '../../person.ts'
import { defineScenario } from '../../scenario.ts'
import { must } from '../../sh.ts'

export default defineScenario({
  title: 'sshd is stopped, and a session that is still open forwards a port of its own',
  suites: ['bookworm'],
  provoke: async (host) => {
    // The client goes when its host does not answer any more.
    const stay = [
      '-f',
      '-N',
      '-o',
      'ExitOnForwardFailure=yes',
      '-o',
      'ServerAliveInterval=5',
      '-o',
      'ServerAliveCountMax=1',
    ]
    await must([...loginCommand(host), ...stay, '-R', '127.0.0.1:9000:127.0.0.1:1'])
    await host.exec("systemctl stop ssh; ss -Hltnp 'sport = :9000' | grep sshd")
  },
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'proven', absent: ['listen-address'] },
})
