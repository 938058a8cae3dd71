import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the shell is an unusual one, is not in /etc/shells, and works; others have none',
  suites: ['bookworm'],
  break: `
    cp /bin/dash /usr/local/bin/ksh93; usermod -s /usr/local/bin/ksh93 deploy 2>/dev/null; ! grep -q ksh93 /etc/shells
    useradd -s /bin/false backup2; useradd -s /usr/bin/gone batch 2>/dev/null`,
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0, absent: ['shell-missing'] },
})
