import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the user has as many processes as limits.conf allows',
  suites: ['bookworm'],
  break: `echo 'deploy hard nproc 3' >/etc/security/limits.d/90-deploy.conf
for count in 1 2 3; do systemd-run --quiet --uid=deploy sleep 600; done
until [ "$(ps -u deploy -o pid= | wc -l)" -ge 3 ]; do sleep 0.1; done`,
  symptom: { user: 'deploy', says: /exec request failed on channel 0/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'session-limits', confidence: 'proven' },
})
