import { MOVE_SSHD } from '../../answers.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a proxy has port 22, and nothing listens where it passes connections on to',
  suites: ['bookworm'],
  break: `${MOVE_SSHD}
    cat >/etc/systemd/system/ssh-proxy.socket <<'END'
[Socket]
ListenStream=0.0.0.0:22
END
    cat >/etc/systemd/system/ssh-proxy.service <<'END'
[Service]
ExecStart=/lib/systemd/systemd-socket-proxyd 127.0.0.1:2022
END
    systemctl daemon-reload; systemctl start ssh-proxy.socket`,
  symptom: { says: /closed by|reset by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['lb-no-backend'], absent: ['tcp-wrappers-deny'] },
  console: { verdict: 'faulty', exit: 1, cause: 'lb-no-backend', confidence: 'proven' },
})
