import { wordsOf } from '../../../../src/demo/plain-text.ts'
import type { Watched } from '../../../../src/monitor/transition.ts'
import { defineScenario } from '../../scenario.ts'
import { until } from '../../until.ts'
import { watching } from '../../watch/watch.ts'

/** What the thread says of a turn. */
const TURN = /^web-01 (answers again|is bad again|comes and goes)/

export default defineScenario({
  title: 'sshd of a watched host comes and goes: one thread, which says so once',
  suites: ['bookworm'],
  symptom: {},
  play: (host) =>
    watching(host, { everyMs: 750 }, async (team) => {
      let turns = 0
      const turn = async (verb: 'stop' | 'start') => {
        await host.exec(`systemctl reset-failed ssh; systemctl ${verb} ssh`)
        turns += 1
        await until(async () => isSeen(await team.remembered('web-01'), turns), `the watch never saw turn ${turns}`)
      }
      for (const verb of ['stop', 'start', 'stop', 'start', 'stop', 'start'] as const) await turn(verb)
      const head = await team.head(/web-01: SSH comes and goes/)
      await team.hears(head, /web-01 comes and goes\. This thread stays open until it is calm/)

      const turnsTold = () => team.replies(head.ts).filter((reply) => TURN.test(reply)).length
      const told = turnsTold()
      for (const verb of ['stop', 'start'] as const) await turn(verb)
      if (turnsTold() > told) throw new Error(`each turn is told: ${team.replies(head.ts).join('\n')}`)
      if (!wordsOf(head).includes('SSH comes and goes')) throw new Error(`it is not calm, but: ${wordsOf(head)}`)
      team.onlyThread()
    }),
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: 180_000,
})

/** So many turns were seen, the last one by two looks: so many as an alert needs, or its end. */
function isSeen(watched: Watched | undefined, turns: number): boolean {
  if (watched?.turnedAt.length !== turns) return false
  const [last, before] = [watched.seen.at(-1), watched.seen.at(-2)]
  return last === before
}
