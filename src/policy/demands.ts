import type { Policy } from '../config/policy.ts'
import { concerns, type Subject } from './grants.ts'

/** What has to be done before an order is sent. */
export interface Demands {
  /** How many people other than the asker must approve. */
  approvals: number
  reason: boolean
  /** Whether the asker must type the host's name. */
  typeHost: boolean
}

/** Of all demands that are about this subject the strictest. What is dangerous is confirmed by typing the host's name. */
export function demandsOn(subject: Required<Subject>, { demands }: Policy): Demands {
  const about = demands.filter((demand) => concerns(demand, subject))
  return {
    approvals: Math.max(0, ...about.map(({ approvals }) => approvals)),
    reason: about.some(({ reason }) => reason),
    typeHost: subject.risk === 'dangerous',
  }
}

/** The people whose approval counts: everybody once, and never the asker. */
export const countingApprovals = (approvers: readonly string[], asker: string): string[] =>
  [...new Set(approvers)].filter((id) => id !== asker)
