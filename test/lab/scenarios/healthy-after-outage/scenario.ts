import { holdConnections } from '../../outside.ts'
import { BASTION_ADDRESS } from '../../places.ts'
import { onRouter } from '../../router.ts'
import { defineScenario } from '../../scenario.ts'
import { sleep } from '../../sh.ts'

const SWALLOWED = 'FORWARD -p tcp --sport 22 -m string --algo bm --string SSH-2.0 -j DROP'
/** The greeting was sent for the fifth time by then; the sixth is some seconds away. */
const SENT_OFTEN_MS = 7_000

export default defineScenario({
  title: 'the way was cut for a moment, and the host still sends a greeting from then in vain',
  suites: ['bookworm'],
  host: { router: {} },
  provoke: async (host) => {
    await onRouter(host.name, `iptables -I ${SWALLOWED}`)
    await holdConnections(host, BASTION_ADDRESS, 1, 1_000)
    await sleep(SENT_OFTEN_MS)
    await onRouter(host.name, `iptables -D ${SWALLOWED}`)
  },
  expect: { verdict: 'healthy', exit: 0 },
})
