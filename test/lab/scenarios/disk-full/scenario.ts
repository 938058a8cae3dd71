import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: '/run has no inode left, so systemd cannot make /run/sshd and sshd does not start',
  suites: ['bookworm', 'trixie'],
  break: `
    systemctl stop ssh
    mount -o remount,nr_inodes=$(df -i /run | awk 'END { print $3 }') /run
    for number in $(seq 20); do touch /run/left-over.$number 2>/dev/null || break; done
    systemctl start ssh || true`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'disk-full', confidence: 'proven' },
})
