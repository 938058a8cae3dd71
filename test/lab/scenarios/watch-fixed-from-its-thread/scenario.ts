import { ask } from '../../../slack/team.ts'
import { ANA } from '../../../slack/watching.ts'
import { attemptLogin } from '../../person.ts'
import { defineScenario } from '../../scenario.ts'
import { SECOND_DOOR } from '../../second-door.ts'
import { watchedHost, watching } from '../../watch/watch.ts'

export default defineScenario({
  title: 'sshd of a watched host is stopped: it is started from the alert’s thread, which closes itself',
  suites: ['bookworm', 'trixie'],
  host: SECOND_DOOR,
  symptom: {},
  play: (host) => {
    const hosts = [watchedHost(host, { port: SECOND_DOOR.inventoryPort })]
    const watch = { groups: [{ hosts: ['*'], port: host.port }] }
    return watching(host, { hosts, watch, everyMs: 2_000 }, async (team) => {
      await host.exec('systemctl stop ssh')
      const head = await team.head(/web-01: SSH fails \(connection refused\)/)
      await team.says(head, /The cause:\s+sshd is not running/)
      const getsIn = async () => (await attemptLogin(host)).code === 0
      if (await getsIn()) throw new Error('the person gets in before the fix')
      await team.hasButton(head, 'offer')
      const dialog = await ask(team.slack, ANA, head, 'offer')
      await team.slack.submit(ANA, dialog.id)
      await team.says(head, /Resolved after \d+ s: web-01/)
      await team.says(head, /The cause was: sshd is not running\. Ana fixed it \(sshd-start\)\./)
      if (!(await getsIn())) throw new Error('the thread is closed, and the person is still out')
      team.onlyThread()
    })
  },
  check: { port: 22 },
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: 180_000,
})
