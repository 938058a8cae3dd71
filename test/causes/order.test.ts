import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { changed, evidenceIn } from './library.ts'

const setup = evidenceIn('sftp-subsystem-missing/sftp-subsystem-missing-trixie.json').observations.filter(
  ({ observation }) => observation === 'session-setup',
)

const withoutSftp = (evidence: Evidence): Evidence => ({
  ...evidence,
  observations: [...evidence.observations.filter(({ observation }) => observation !== 'session-setup'), ...setup],
})

const orderOf = (evidence: Evidence) =>
  diagnose(evidence).findings.map(({ cause, confidence }) => `${cause} ${confidence}`)

describe('a host without its program for sftp', () => {
  it('is so first of all for the reason that keeps the person from a shell, though that is only likely', () => {
    const evidence = withoutSftp(evidenceIn('key-not-authorized/key-not-authorized-trixie.json'))
    expect(orderOf(evidence)).toEqual(['key-not-authorized likely', 'sftp-subsystem-missing proven'])
  })

  it('may be without it by chance when another cause is merely possible', () => {
    const evidence = withoutSftp(evidenceIn('forced-command/forced-command-sftp-bookworm.json'))
    expect(orderOf(evidence)).toEqual(['sftp-subsystem-missing proven', 'forced-command possible'])
  })

  it('does not explain a connection that was refused', () => {
    const evidence = changed(
      withoutSftp(evidenceIn('healthy/healthy-trixie.json')),
      'login',
      () => ({ outcome: 'disconnected', user: 'deploy', reason: 'Connection closed' }) as object,
    )
    expect(diagnose({ ...evidence, user: 'deploy' })).toMatchObject({
      verdict: 'undetermined',
      findings: [{ cause: 'sftp-subsystem-missing' }],
    })
    expect(diagnose({ ...evidence, user: 'maria' })).toMatchObject({ verdict: 'faulty' })
  })
})

it('calls an account for file transfer alone no more than a possible cause', () => {
  expect(diagnose(evidenceIn('forced-command/forced-command-sftp-bookworm.json'))).toMatchObject({
    verdict: 'undetermined',
    findings: [{ cause: 'forced-command', confidence: 'possible' }],
  })
})
