import type { Verdict } from '../domain/diagnosis.ts'
import type { Outcome } from '../domain/message.ts'

/** Exit statuses, after sysexits.h where it has one. */
export const EXIT = {
  ok: 0,
  fault: 1,
  cannotTell: 2,
  usage: 64,
  unavailable: 69,
  refused: 77,
  config: 78,
  interrupted: 130,
} as const

export const exitOfVerdict = (verdict: Verdict): number =>
  ({ healthy: EXIT.ok, faulty: EXIT.fault, undetermined: EXIT.cannotTell })[verdict]

export const exitOfOutcome = (outcome: Outcome): number =>
  ({ verified: 0, 'nothing-to-do': 0, 'not-fixed': 1, inconclusive: 2, refused: EXIT.refused })[outcome]

/** An error that a person can act on: its message says what to do, and the process ends with its status. */
export class Stop extends Error {
  override name = 'Stop'
  readonly status: number
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}
