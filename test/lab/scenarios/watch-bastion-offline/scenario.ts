import type { Host } from '../../../../src/config/schema.ts'
import type { LabHost } from '../../host.ts'
import { defineScenario } from '../../scenario.ts'
import { sleep } from '../../sh.ts'
import { makeMany } from '../../watch/many.ts'
import { type SecondBastion, withSecondBastion } from '../../watch/second-bastion.ts'
import { watching } from '../../watch/watch.ts'

const EVERY_MS = 1_000
/** Many a look, those too that wait seconds for an answer: an alert would be there by then. */
const LONG_MS = 8_000

export default defineScenario({
  title: 'the bastion that watches loses its link, then the network behind it: it is told as blind, and no host is',
  suites: ['bookworm'],
  symptom: {},
  play: async (host) => {
    const { network, hosts } = await makeMany(host, 6)
    await withSecondBastion(host, network, (bastion) => watchFrom(bastion, host, hosts))
  },
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: 180_000,
})

/** Nobody has named a canary. */
function watchFrom({ netns, link, unplug, plugIn }: SecondBastion, host: LabHost, hosts: Host[]): Promise<void> {
  return watching(host, { hosts, everyMs: EVERY_MS, netns }, async (team) => {
    await sleep(3 * EVERY_MS)
    if (team.threads().length > 0) throw new Error('something is told of hosts that answer')
    const isBlind = async (words: RegExp) => {
      const log = await team.head(/The watch from bastion-a/)
      await team.hears(log, words)
      await sleep(LONG_MS)
      team.onlyThread()
      return log
    }

    await link('down')
    const log = await isBlind(/bastion-a is blind: its own network is down\. Its hosts are unknown/)
    await link('up')
    await team.hears(log, /bastion-a watches its hosts again/)

    await unplug()
    await isBlind(/bastion-a is blind: all \d+ hosts that it asked at once are silent/)
    await plugIn()
    await team.hears(log, /bastion-a watches its hosts again/)

    await host.exec('systemctl stop ssh')
    const head = await team.head(/6 hosts in .*: SSH fails/)
    await host.exec('systemctl start ssh')
    await team.says(head, /Resolved after \d+ s: 6 hosts/)
  })
}
