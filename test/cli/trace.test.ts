import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/domain/evidence.ts'
import type { TraceReport } from '../../src/report/trace.ts'
import { realEvidence } from '../causes/reading/real-firewall.ts'

const ROOT = join(import.meta.dirname, '../..')
const HOST = '10.77.0.50'

const validate = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schema/trace.schema.json'), 'utf8')) as object,
)

function trace(evidence: Evidence, ...args: string[]) {
  const all = [join(ROOT, 'dist/cli/main.js'), 'trace', '-', ...args]
  return spawnSync(process.execPath, all, { encoding: 'utf8', input: JSON.stringify(evidence), timeout: 30_000 })
}

const ufw = realEvidence('ufw-deny-network', HOST)

describe('a trace', () => {
  it('of saved evidence shows the way rule by rule, and the verdict last', () => {
    const { stdout, status } = trace(ufw, '--from', '203.0.113.7')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^203\.0\.113\.7 → 10\.77\.0\.50 port 22, new TCP connection, by eth0\n[\s\S]*\niptables filter ufw-user-input\n +\d+ {2}-s 203\.0\.113\.0\/24 -j DROP\n {6}→ drop\n\n/,
    )
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('✗ dropped by a rule of ufw: -s 203.0.113.0/24 -j DROP')
  })

  it.each([
    ['ufw-deny-network', '198.51.100.9', 22, 0, 'accepted'],
    ['ufw-deny-network', '203.0.113.7', 22, 1, 'kept-out'],
    ['firewalld-rich-rules', '203.0.113.7', 22, 1, 'kept-out'],
    ['ufw-limit', '203.0.113.7', 22, 2, 'undetermined'],
    ['docker-28', '203.0.113.7', 22, 2, 'undetermined'],
    ['nft-wiki-workstation', '203.0.113.7', 22, 1, 'kept-out'],
    ['oci-tail-reject', '2001:db8::7', 22, 2, 'undetermined'],
  ])('of %s from %s port %i ends with %i: %s, as JSON of the published schema', (name, from, port, status, verdict) => {
    const ran = trace(realEvidence(name, HOST), '--from', from, '--port', String(port), '--json')
    const report = JSON.parse(ran.stdout) as TraceReport
    validate(report)
    expect(validate.errors).toBeNull()
    expect([ran.status, report.verdict]).toEqual([status, verdict])
  })

  it('without --from is of the client that the evidence is about', () => {
    expect(trace({ ...ufw, client: { address: '203.0.113.7' } }).status).toBe(1)
    expect(trace(ufw)).toMatchObject({ status: 64, stderr: expect.stringContaining('names no client') })
  })

  it('says why the rules could not be asked', () => {
    const because = 'nft -a list ruleset needs root: grant the login the commands of docs/medic.sudoers'
    const firewall = { observation: 'firewall' as const, at: '', ms: 1, outcome: 'skipped' as const, because }
    const { status, stdout } = trace({ ...ufw, observations: [firewall] }, '--from', '203.0.113.7')
    expect([status, stdout]).toEqual([
      2,
      expect.stringContaining(`cannot be told: the host’s rules could not be read: ${because}`),
    ])
  })
})
