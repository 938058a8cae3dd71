import type { Evidence } from '../../src/domain/evidence.ts'
import { answerOf } from '../../src/domain/evidence.ts'
import type { Unit } from '../../src/domain/inside/units.ts'
import { changed } from './observations.ts'

/** The evidence with one unit changed. */
export function withUnit(evidence: Evidence, id: string, change: Partial<Unit>): Evidence {
  const units = answerOf(evidence, 'units')?.units ?? []
  return changed(evidence, 'units', { units: units.map((one) => (one.id === id ? { ...one, ...change } : one)) })
}

/** The evidence with sshd listening on a port. */
export const withSshdOn = (evidence: Evidence, port: number, process = 'sshd'): Evidence =>
  changed(evidence, 'listeners', {
    listeners: [{ address: '0.0.0.0', port, recvQ: 0, sendQ: 128, process, pid: 9 }],
  })

/** The evidence with what sshd -t complains of. */
export const withComplaint = (evidence: Evidence, complaint: string): Evidence =>
  changed(evidence, 'sshd-config', { complaint })
