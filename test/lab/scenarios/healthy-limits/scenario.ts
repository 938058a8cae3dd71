import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'limits that others have reached, and that the user has not',
  suites: ['bookworm'],
  // All hosts of the lab count the processes of a user number together: 5000 is more than they ever have.
  break: `useradd --create-home guest
printf 'guest hard nproc 1\\n* hard nproc 5000\\n* - maxlogins 20\\n@sudo - maxlogins 0\\n' >/etc/security/limits.d/90-some.conf
setsid runuser -u guest -- sleep 600 >/dev/null 2>&1 &`,
  symptom: { user: 'deploy' },
  check: { user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
