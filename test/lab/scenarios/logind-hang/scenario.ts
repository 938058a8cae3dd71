import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'systemd-logind is stopped by a signal: logins wait for it after they were accepted',
  suites: ['bookworm', 'trixie'],
  break: 'kill -STOP "$(systemctl show systemd-logind -p MainPID --value)"',
  expect: { verdict: 'undetermined', exit: 2, cause: 'shell-startup', confidence: 'possible' },
  console: { verdict: 'faulty', exit: 1, cause: 'logind-hang', confidence: 'likely' },
  slowMs: 180_000,
})
