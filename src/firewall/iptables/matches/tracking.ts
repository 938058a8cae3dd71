import { type Answer, isMay, may } from '../../answer.ts'
import type { Passing } from '../../packet.ts'
import type { Test } from '../reading.ts'

export type Tracking = NonNullable<Passing['tracking']>

const ALL: readonly Tracking[] = ['none', 'template', 'new', 'untracked']

/** A test that depends on how connection tracking knows the packet. */
export const byTracking =
  (test: (packet: Passing, tracking: Tracking) => Answer): Test =>
  (packet) => {
    if (packet.tracking !== undefined) return test(packet, packet.tracking)
    const answers = ALL.map((tracking) => test(packet, tracking))
    const [first = false] = answers
    return answers.every((answer) => !isMay(answer) && answer === first)
      ? first
      : may('whether connection tracking knows it is not known')
  }
