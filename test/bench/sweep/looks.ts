// Nothing but looks, in a process of its own, so that its processor time and memory are its own. Argument: `ours` or `bare`.
import { connect } from 'node:net'
import type { Looked } from '../../../src/monitor/transition.ts'
import { look, lookAtAll, PLACES } from '../../../src/probes/look.ts'
import { type Target, TIMEOUT_MS } from './fleet.ts'
import { countUp, serveSweeps } from './measured.ts'

/** Connects, reads the first bytes and hangs up: what no sweep in Node can do without. */
const bareLook = ({ address, port }: Target): Promise<Looked> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port })
    socket.on('data', () => {
      socket.destroy()
      resolve({ state: 'up' })
    })
    socket.on('error', (error) => resolve({ state: 'down', symptom: error.message }))
  })

/** So many at once, and no more care than that. */
async function bareLoop(targets: readonly Target[]): Promise<Looked[]> {
  const looks: Looked[] = []
  const rest = targets.values()
  const work = async () => {
    for (const target of rest) looks.push(await bareLook(target))
  }
  await Promise.all(Array.from({ length: PLACES.quick }, work))
  return looks
}

const ourLoop = (targets: readonly Target[]) =>
  lookAtAll(targets, PLACES, ({ address, port }) => look(address, port, TIMEOUT_MS))

const loop = process.argv[2] === 'bare' ? bareLoop : ourLoop
serveSweeps(async (targets) => countUp(await loop(targets)))
