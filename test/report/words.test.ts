import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { reachOf } from '../../src/report/words.ts'
import { changed, evidenceIn } from '../causes/library.ts'
import { banned, bannedRun } from '../slack/fixtures.ts'

const reach = (since: string | undefined, affects = banned.affects) =>
  reachOf({ ...banned, affects, ...(since !== undefined && { since }) }, bannedRun.evidence)

describe('since when', () => {
  it.each([
    ['2026-11-21T12:09:59+00:00', 'Since 2026-11-21 12:09 UTC, 1 second before this check.'],
    ['2026-11-21T13:08:00+01:00', 'Since 2026-11-21 12:08 UTC, 2 minutes before this check.'],
    ['Sat 2026-11-21 10:10:00 UTC', 'Since 2026-11-21 10:10 UTC, 2 hours before this check.'],
    ['2026-11-18 09:59:59.333964584 +0000', 'Since 2026-11-18 09:59 UTC, 3 days before this check.'],
    // The host’s clock is ahead of ours.
    ['2026-11-21T12:10:30Z', 'Since 2026-11-21 12:10 UTC.'],
    // In the host’s own zone, which nobody named.
    ['2026-11-21 12:02:11', 'Since 2026-11-21 12:02:11.'],
    ['Sat 2026-11-21 11:10:00 CET', 'Since Sat 2026-11-21 11:10:00 CET.'],
    ['yesterday <!channel>', 'Since yesterday <!channel>.'],
  ])('%s reads “%s”', (since, words) => {
    expect(reach(since)).toContain(words)
  })

  it('is not said where the evidence does not tell', () => {
    const { since, ...finding } = banned
    expect(since).toBeDefined()
    expect(reachOf(finding, bannedRun.evidence)).toBe('Affected: only this client.')
  })
})

describe('who is affected', () => {
  it('names the vantage where it is the way from there', () => {
    expect(reach(undefined, 'vantage')).toContain('Affected: bastion-a, and perhaps others.')
  })

  it.each([
    ['ufw-deny/ufw-deny-rule-trixie.json', 'only this client'],
    ['ufw-deny/ufw-deny-default-trixie.json', 'everybody whom no rule lets in'],
    ['iptables-tail-reject/iptables-tail-reject-trixie.json', 'everybody whom no rule lets in'],
    ['fail2ban-ban/fail2ban-ban-trixie.json', 'only this client'],
    ['tcp-wrappers-deny/tcp-wrappers-deny-bookworm.json', 'only this client'],
    ['pam-access/pam-access-trixie.json', 'everybody whom no rule lets in'],
    ['port-knocking/port-knocking-trixie.json', 'everybody whom no rule lets in'],
    ['sshd-stopped/sshd-stopped-trixie.json', 'everybody'],
    ['account-expired/account-expired-trixie.json', 'this user'],
  ])('of %s: %s', (path, whom) => {
    const evidence = evidenceIn(path)
    const [answer] = diagnose(evidence).findings
    expect(answer && reachOf(answer, evidence)).toMatch(new RegExp(`^Affected: ${whom}\\.`))
  })

  it('of a line in hosts.deny is everybody where it names all', () => {
    const evidence = evidenceIn('tcp-wrappers-deny/tcp-wrappers-deny-bookworm.json')
    const rule = {
      file: 'hosts.deny' as const,
      line: 18,
      text: 'sshd: ALL',
      daemons: ['sshd'],
      clients: ['ALL'],
      options: [],
    }
    const [answer] = diagnose(changed(evidence, 'tcp-wrappers', () => ({ rules: [rule] }))).findings
    expect(answer).toMatchObject({ cause: 'tcp-wrappers-deny', affects: 'unlisted' })
  })
})
