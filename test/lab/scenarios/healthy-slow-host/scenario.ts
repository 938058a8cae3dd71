import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host is busy with other work, and slow, and lets everybody in',
  suites: ['bookworm'],
  // Bounded: the work ends by itself, whatever happens to the test.
  break: `
    for i in 1 2 3; do systemd-run -q --nice=-5 --unit=work-$i timeout 40 sh -c 'while :; do :; done'; done
    sleep 1`,
  symptom: { user: 'deploy', connectTimeoutS: 20 },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
