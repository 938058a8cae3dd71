import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ufw was enabled without a rule: no way in',
  suites: ['bookworm'],
  break: 'ufw --force enable',
  symptom: { says: /timed out/ },
  expect: { verdict: 'undetermined', exit: 2, absent: ['sshd-stopped', 'host-down-l2'], untested: ['network-fw-drop'] },
})
