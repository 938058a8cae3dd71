import { CAME_UP_ENABLED } from '../../boot.ts'
import { defineScenario } from '../../scenario.ts'
import { SECOND_DOOR } from '../../second-door.ts'

export default defineScenario({
  title: 'sshd was disabled, the host rebooted, and the inventory knows a second way in',
  suites: ['bookworm'],
  host: SECOND_DOOR,
  break: `
    systemctl disable ssh
    printf "[Install]\\nWantedBy=sockets.target\\n" >>/etc/systemd/system/door.socket
    systemctl enable door.socket`,
  provoke: (host) => host.reboot(),
  symptom: { says: /Connection refused/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-disabled-at-boot', confidence: 'proven' },
  fix: { remedy: 'sshd-enable', getsIn: CAME_UP_ENABLED },
})
