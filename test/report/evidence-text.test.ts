import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Diagnosed } from '../../src/domain/diagnosis.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { toEvidenceJson, toEvidenceText } from '../../src/report/evidence-text.ts'
import { evidenceIn, recordingsOf } from '../causes/library.ts'

const recorded = evidenceIn(recordingsOf('fail2ban-ban')[0] ?? '')
const diagnosedOf = (evidence: Evidence): Diagnosed => ({ evidence, diagnosis: diagnose(evidence) })
const withSecret = (secret: string): Evidence => ({
  ...recorded,
  observations: recorded.observations.map((one) =>
    one.observation === 'identity' && 'commands' in one
      ? { ...one, commands: [{ command: 'cat', exit: 0, output: `before\n${secret}\nafter` }] }
      : one,
  ),
})

describe('the evidence of a run as text', () => {
  it('has the answer first, then what probes saw, then each command with what it printed', () => {
    const text = toEvidenceText(diagnosedOf(recorded))
    const [head = '', ...rest] = text.split('=====')
    expect(head).toContain('Answer: fail2ban has banned the client (fail2ban-ban, proven)')
    expect(head).toContain('ssh-medic diagnose FILE.json')
    expect(rest.join()).toMatch(/\nconnect \(\d+ ms\): connected /)
    expect(rest.join()).toContain("$ sudo -n fail2ban-client banned\n[{'sshd': ['203.0.113.7']}]\n")
    expect(rest.join()).toMatch(/\$ ps -C knockd,fwknopd -o pid=,comm=\n\(exit status 1\)/)
  })

  it('says where it is cut, how much is missing, and how to get all of it', () => {
    const text = toEvidenceText(diagnosedOf(recorded), 2_000)
    expect(text.length).toBeLessThan(2_200)
    expect(text).toMatch(/Cut here: \d+ more characters. All of it: ssh-medic check web-01 --save FILE/)
  })
})

describe('the evidence of a run as JSON', () => {
  it('is diagnosed as the run was', () => {
    const again = JSON.parse(toEvidenceJson(recorded)) as Evidence
    expect(diagnose(again)).toEqual(diagnose(recorded))
  })

  it('leaves out the largest sections when it is too large, and says so where they would stand', () => {
    const size = JSON.stringify(recorded).length
    const again = JSON.parse(toEvidenceJson(recorded, size / 2)) as Evidence
    expect(JSON.stringify(again).length).toBeLessThan(size)
    expect(again.observations.map(({ observation }) => observation)).toEqual(
      recorded.observations.map(({ observation }) => observation),
    )
    expect(again.observations).toContainEqual(
      expect.objectContaining({ outcome: 'skipped', because: expect.stringContaining('too large for this file') }),
    )
    expect(() => diagnose(again)).not.toThrow()
  })
})

it.each([
  [
    'a private key',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----',
    'b3BlbnNz',
  ],
  ['a hash of /etc/shadow', 'deploy:$6$rounds=5000$Xy12abcd$kq9.zTb0pF/3mHs:19000:0:99999:7:::', 'kq9.zTb0pF'],
  [
    'a yescrypt hash',
    'deploy:$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7:',
    'X3DX6M94c7o',
  ],
  ['a token of Slack', 'SLACK_BOT_TOKEN is xoxb-1234567890-abcdefgh', 'xoxb-1234567890'],
  ['a password in an address', 'redis://:hunter22@10.0.0.5', 'hunter22'],
])('neither shows %s, and both keep what stands around it', (_what, secret, tell) => {
  const diagnosed = diagnosedOf(withSecret(secret))
  for (const shown of [toEvidenceText(diagnosed), toEvidenceJson(diagnosed.evidence)]) {
    expect(shown).not.toContain(tell)
    expect(shown).toContain('[redacted]')
    expect(shown).toMatch(/before\\?n?[\s\S]*after/)
  }
})
