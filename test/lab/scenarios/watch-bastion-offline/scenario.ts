import { bootHost, type LabHost } from '../../host.ts'
import { netnsOf } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { script, sleep } from '../../sh.ts'
import { watchedHost, watching } from '../../watch/watch.ts'

const EVERY_MS = 1_000
/** Many a look: an alert would be there by then. */
const LONG_MS = 8_000

export default defineScenario({
  title: 'the bastion that watches loses its own link: it is told as blind, and no host raises an alert',
  suites: ['bookworm'],
  symptom: {},
  play: async (host) => {
    const bastion = await bootHost({ name: `${host.name}-eye`, networkOnly: true })
    try {
      await watchFrom(bastion, host)
    } finally {
      await bastion.stop()
    }
  },
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: 180_000,
})

/** Nobody has named a canary: what one host alone shows must do. */
function watchFrom(bastion: LabHost, host: LabHost): Promise<void> {
  const netns = netnsOf(bastion.name)
  return watching(host, { hosts: [watchedHost(host)], everyMs: EVERY_MS, netns }, async (team) => {
    await sleep(3 * EVERY_MS)
    if (team.threads().length > 0) throw new Error('something is told of a host that answers')

    await link(netns, 'down')
    const log = await team.head(/The watch from bastion-a/)
    await team.hears(log, /bastion-a is blind: .*Its hosts are unknown/)
    await sleep(LONG_MS)
    team.onlyThread()

    await link(netns, 'up')
    await team.hears(log, /bastion-a watches its hosts again/)
    await host.exec('systemctl stop ssh')
    const head = await team.head(/web-01: SSH fails \(connection refused\)/)
    await host.exec('systemctl start ssh')
    await team.says(head, /Resolved after \d+ s: web-01/)
  })
}

const link = (netns: string, state: 'up' | 'down') => script(`ip -n ${netns} link set eth0 ${state}`)
