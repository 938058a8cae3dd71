import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import type { Answered, ObservationName } from '../../src/domain/observation.ts'
import { evidenceIn } from './library.ts'

/** A recording with some facts of one observation exchanged. */
function changed<N extends ObservationName>(
  evidence: Evidence,
  name: N,
  change: (was: Answered<N>) => Partial<Answered<N>>,
): Evidence {
  const observations = evidence.observations.map((one) =>
    one.observation === name ? { ...one, ...change(one as Answered<N>) } : one,
  )
  return { ...evidence, observations: observations as Evidence['observations'] }
}

const findingsOf = (evidence: Evidence) =>
  Object.fromEntries(diagnose(evidence).findings.map(({ cause, confidence }) => [cause, confidence]))

const KEYS_FROM = '/opt/aws/bin/eic_run_authorized_keys'
const withKeysFrom = (evidence: Evidence) =>
  changed(evidence, 'sshd-config', ({ effective }) => ({
    effective: { ...effective, authorizedkeyscommand: [`${KEYS_FROM} %u %f`], authorizedkeyscommanduser: ['nobody'] },
  }))

describe('a key that is not authorised, beside a program for keys that others could change', () => {
  const strange = withKeysFrom(evidenceIn('key-not-authorized/key-not-authorized-verbose-trixie.json'))
  const part = { path: KEYS_FROM, kind: 'regular file', mode: 0o777, uid: 0, gid: 0, modifiedS: 0 }
  const evidence = changed(strange, 'user-keys', () => ({
    keysCommand: { path: KEYS_FROM, state: 'read' as const, parts: [{ ...part, owner: 'root', group: 'root' }] },
  }))

  it('is the answer: what is merely possible hides nothing that is surer', () => {
    expect(findingsOf(evidence)).toMatchObject({
      'authorized-keys-command': 'possible',
      'key-not-authorized': 'likely',
    })
    expect(diagnose(evidence).findings[0]).toMatchObject({ cause: 'key-not-authorized' })
  })
})
