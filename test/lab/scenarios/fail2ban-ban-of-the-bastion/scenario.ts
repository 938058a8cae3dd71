import { ban, withFail2ban } from '../../fail2ban.ts'
import { BASTION_ADDRESS } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fail2ban has banned the bastion itself: no way in, so nothing is proven',
  suites: ['bookworm'],
  host: withFail2ban('[sshd]\nenabled = true\n'),
  break: ban('sshd', BASTION_ADDRESS),
  symptom: {},
  expect: {
    ...{ verdict: 'undetermined', exit: 2, cause: 'fail2ban-ban', confidence: 'possible' },
    absent: ['sshd-stopped'],
    untested: ['network-fw-reject'],
  },
})
