import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the boot never came to its end, so systemd has not opened the host for people',
  suites: ['bookworm', 'trixie'],
  break: `systemctl stop systemd-user-sessions.service; systemd-tmpfiles --create --boot --prefix=/run/nologin; test -s /run/nologin || echo '"System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical details, see pam_nologin(8)."' >/run/nologin`,
  symptom: { user: 'deploy', says: /Unprivileged users are not permitted to log in[\s\S]*Connection closed by/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'pam-nologin', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'pam-nologin', confidence: 'proven' },
})
