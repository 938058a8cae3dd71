import type { Verdict } from '../domain/diagnosis.ts'
import type { ActionReport } from '../domain/message.ts'

/** Hears how the work goes, for the metrics. It must not throw, and nothing depends on it. */
export interface Observer {
  /** A check ended: with its verdict and the cause that is its answer, or by our own failure. */
  checked(ended: { verdict: Verdict | 'failed'; cause?: string; durationMs?: number }): void
  acted(report: Pick<ActionReport, 'remedy' | 'direction' | 'outcome'>): void
  /** A thread has all that it lacked, so long after that was put into the outbox. */
  delivered(lagMs: number): void
  /** A message is to be tried again, or can never be posted, or may be there twice. */
  undelivered(how: 'later' | 'undeliverable' | 'perhaps-twice'): void
}
