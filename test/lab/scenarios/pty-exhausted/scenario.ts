import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'every terminal is taken: commands run, terminals do not open',
  suites: ['bookworm', 'trixie'],
  break: `mount -o remount,max=2 /dev/pts
for count in 1 2; do setsid python3 -c 'import pty, time; pty.openpty(); time.sleep(600)' >/dev/null 2>&1 & done
until [ -e /dev/pts/1 ]; do sleep 0.1; done`,
  symptom: { wants: 'terminal', says: /PTY allocation request failed/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'pty-exhausted', confidence: 'proven' },
})
