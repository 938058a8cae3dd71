import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostsAllow } from '../../src/remedies/hosts-allow.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'

const CLIENT = '203.0.113.7'
const denied = evidenceIn('tcp-wrappers-deny/tcp-wrappers-deny-bookworm.json')
const rule = (file: 'hosts.allow' | 'hosts.deny', client: string) => ({
  ...{ file, line: 1, daemons: ['sshd'], clients: [client], options: [], text: `sshd: ${client}` },
})

describe('the trouble that hosts-allow ends', () => {
  it('holds while a line refuses the address', () => {
    expect(hostsAllow.trouble(denied, { ip: CLIENT })).toMatchObject({
      state: 'holds',
      facts: { refusedBy: expect.stringContaining(`sshd: ${CLIENT}`) },
    })
  })

  it('is gone once hosts.allow names the address', () => {
    const rules = [rule('hosts.allow', CLIENT), rule('hosts.deny', 'ALL')]
    expect(hostsAllow.trouble(changed(denied, 'tcp-wrappers', { rules }), { ip: CLIENT }).state).toBe('gone')
  })

  it.each([
    ['sshd does not read these files', { linked: false }, 'does not read'],
    ['only the host can tell whom a line names', { rules: [rule('hosts.deny', '.example.org')] }, 'only the host'],
    ['there is no line in hosts.allow to put one above', { commands: [] }, 'empty or missing'],
  ])('is unknown where %s', (_case, change, because) => {
    const state = hostsAllow.trouble(changed(denied, 'tcp-wrappers', change), { ip: CLIENT })
    expect(state).toEqual({ state: 'unknown', because: expect.stringContaining(because) })
  })

  it('is unknown where nobody could read them', () => {
    expect(hostsAllow.trouble(changed(denied, 'tcp-wrappers', undefined), { ip: CLIENT }).state).toBe('unknown')
  })
})

describe('the commands of hosts-allow, carried out by sed', () => {
  const carryOut = (text: string, ip: string, direction: 'plan' | 'undo') => {
    const file = join(mkdtempSync(join(tmpdir(), 'hosts-')), 'hosts.allow')
    writeFileSync(file, text)
    for (const [program, ...args] of hostsAllow[direction]?.({ ip }) ?? [])
      execFileSync(program, [...args.slice(0, -1), file])
    return readFileSync(file, 'utf8')
  }
  const others = '# comment\nsshd: 203.0.113.70\nsshd: 203.0.113.7 EXCEPT x\nsshd: 203x0.113.7\n'

  it.each([
    [CLIENT, `sshd: ${CLIENT}\n`],
    ['2001:db8::7', 'sshd: [2001:db8::7]\n'],
  ])('put one line for %s above all others, and take that one out again', (ip, line) => {
    const after = carryOut(others, ip, 'plan')
    expect(after).toBe(line + others)
    expect(carryOut(after, ip, 'undo')).toBe(others)
  })

  it('take out the first such line only, and none that is merely like it', () => {
    const line = `sshd: ${CLIENT}\n`
    expect(carryOut(line + others + line, CLIENT, 'undo')).toBe(others + line)
    expect(carryOut(others, CLIENT, 'undo')).toBe(others)
  })
})
