import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'disks are full, and everybody gets in all the same',
  suites: ['bookworm'],
  break: `
    for place in data var/tmp; do
      mkdir -p /$place; mount -t tmpfs -o size=1m none /$place
      head -c 2m /dev/zero >/$place/full 2>/dev/null || true
    done
    mkdir -p /opt/fixed; mount -t tmpfs -o size=1m none /opt/fixed; mount -o remount,ro /opt/fixed
    logger -t backup 'error: write /data/dump: No space left on device'`,
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
