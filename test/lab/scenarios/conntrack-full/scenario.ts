import { fillConntrack } from '../../conntrack.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a program holds as many connections as the kernel tracks, and new ones are dropped in silence',
  // The table's size is one number for all hosts of the lab: two at once would not know what to put back.
  suites: ['bookworm'],
  provoke: fillConntrack,
  symptom: { says: /timed out/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['conntrack-full'] },
  console: { verdict: 'faulty', exit: 1, cause: 'conntrack-full', confidence: 'proven', absent: ['network-fw-drop'] },
  slowMs: 120_000,
})
