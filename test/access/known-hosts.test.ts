import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fingerprintOf, knownHostsOf } from '../../src/access/known-hosts.ts'

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIGZha2VrZXlmYWtla2V5ZmFrZWtleWZha2VrZXlmYWtla2V5'
const OTHER = 'AAAAC3NzaC1lZDI1NTE5AAAAIG90aGVya2V5b3RoZXJrZXlvdGhlcmtleW90aGVya2V5b3RoZXI'
const blob = Buffer.from(KEY, 'base64')

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-known-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'known_hosts')
  writeFileSync(file, text)
  return file
}

describe('known_hosts', () => {
  it.each([
    ['a plain name', `web-01 ssh-ed25519 ${KEY}`, 22, 'match'],
    ['one of several names', `db,web-01,10.0.0.5 ssh-ed25519 ${KEY}`, 22, 'match'],
    ['another key', `web-01 ssh-ed25519 ${OTHER}`, 22, 'changed'],
    ['another host', `db ssh-ed25519 ${KEY}`, 22, 'unknown'],
    ['a port', `[web-01]:2222 ssh-ed25519 ${KEY}`, 2222, 'match'],
    ['a name without the port', `web-01 ssh-ed25519 ${KEY}`, 2222, 'unknown'],
    ['a pattern', `web-* ssh-ed25519 ${KEY}`, 22, 'match'],
    ['a pattern with an exception', `web-*,!web-01 ssh-ed25519 ${KEY}`, 22, 'unknown'],
    ['a revoked key', `web-01 ssh-ed25519 ${KEY}\n@revoked * ssh-ed25519 ${KEY}`, 22, 'revoked'],
    ['an authority, which is no key of the host', `@cert-authority * ssh-ed25519 ${OTHER}`, 22, 'unknown'],
    ['a second key on record', `web-01 ssh-ed25519 ${OTHER}\nweb-01 ssh-ed25519 ${KEY}`, 22, 'match'],
    ['comments and rubbish', `# web-01\n\nweb-01\nweb-01 ssh-ed25519 ${KEY} comment`, 22, 'match'],
  ])('reads %s', (_name, text, port, verdict) => {
    expect(knownHostsOf(fileWith(text), ['web-01'], port).judge(blob).verdict).toBe(verdict)
  })

  it.skipIf(spawnSync('ssh-keygen', ['-?']).error)(
    'reads what ssh-keygen has hashed, and prints fingerprints as it does',
    () => {
      const file = fileWith('')
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${file}.key`])
      const key = readFileSync(`${file}.key.pub`, 'utf8')
      writeFileSync(file, `web-01 ${key}`)
      execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' })
      expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/)
      const real = Buffer.from(key.split(' ')[1] ?? '', 'base64')
      expect(knownHostsOf(file, ['web-01'], 22).judge(real).verdict).toBe('match')
      expect(execFileSync('ssh-keygen', ['-lf', `${file}.key.pub`], { encoding: 'utf8' })).toContain(
        fingerprintOf(real),
      )
    },
  )

  it.each([
    ['the first name', `10.0.0.5 ssh-ed25519 ${KEY}`, 'match'],
    ['the second name, when the first has none', `web-01 ssh-ed25519 ${KEY}`, 'match'],
    ['the first name, whatever the second has', `10.0.0.5 ssh-ed25519 ${OTHER}\nweb-01 ssh-ed25519 ${KEY}`, 'changed'],
    ['a revocation under any name', `10.0.0.5 ssh-ed25519 ${KEY}\n@revoked web-01 ssh-ed25519 ${KEY}`, 'revoked'],
  ])('is decided by %s', (_name, text, verdict) => {
    expect(knownHostsOf(fileWith(text), ['10.0.0.5', 'web-01'], 22).judge(blob).verdict).toBe(verdict)
  })

  it('knows nothing from a file that is not there', () => {
    expect(knownHostsOf('/nonexistent/known_hosts', ['web-01'], 22).judge(blob).verdict).toBe('unknown')
  })
})
