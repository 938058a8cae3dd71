import { killAndSeeHealed } from '../../killed-fix.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ssh-medic is killed in the middle of a fix: the host takes the change back by itself',
  suites: ['bookworm', 'trixie'],
  break: `ufw deny from ${CLIENT}; ufw allow OpenSSH; ufw --force enable`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  play: (host) =>
    killAndSeeHealed(host, {
      remedy: 'ufw-allow',
      args: { ip: CLIENT, port: '22' },
      changed: `iptables -S ufw-user-input | grep -- '-s ${CLIENT}/32 -p tcp'`,
      snapshot: 'ufw status numbered; iptables-save | grep -v ^#; ip6tables-save | grep -v ^#',
    }),
  expect: { verdict: 'faulty', exit: 1, cause: 'ufw-deny', confidence: 'proven' },
})
