import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Jail } from '../../src/domain/inside.ts'
import { fail2banIgnore } from '../../src/remedies/fail2ban-ignore.ts'
import { evidenceIn } from '../causes/library.ts'
import { CLIENT, evidenceOf, f2bRule, insideOf } from './evidence.ts'
import { changed } from './observations.ts'

const args = { jail: 'sshd', ip: CLIENT }
const quiet = evidenceOf(insideOf({ login: 'medic', jails: { sshd: [] }, rules: [], running: true }))
const stateIn = (jail: Partial<Jail>) =>
  fail2banIgnore.trouble(changed(quiet, 'fail2ban', { jails: [{ name: 'sshd', banned: [], ...jail }] }), args)

describe('the trouble that fail2ban-ignore ends', () => {
  it('holds while the address is banned, or would be again', () => {
    expect(stateIn({ banned: [{ address: CLIENT }], ignoresClient: true }).state).toBe('holds')
    expect(stateIn({ ignoresClient: false })).toMatchObject({ state: 'holds', facts: { countedIn: ['sshd'] } })
  })

  it('holds while a rule is left in the kernel', () => {
    const host = { login: 'medic', jails: { sshd: [] }, rules: [f2bRule], running: true }
    expect(fail2banIgnore.trouble(evidenceOf(insideOf(host)), args).state).toBe('holds')
  })

  it('is gone once the jail ignores the address and does not hold it', () => {
    expect(stateIn({ ignoresClient: true }).state).toBe('gone')
  })

  it('is unknown when the jail did not tell', () => {
    expect(stateIn({}).state).toBe('unknown')
  })
})

describe('the commands of fail2ban-ignore', () => {
  it('exempt the address first, so that no ban comes in between, and go back the same way', () => {
    const both = { jail: 'sshd,recidive', ip: CLIENT }
    const verbs = (argvs: readonly (readonly string[])[] = []) => argvs.map(([, , jail, verb]) => `${jail} ${verb}`)
    const order = ['sshd addignoreip', 'recidive addignoreip', 'sshd unbanip', 'recidive unbanip']
    expect(verbs(fail2banIgnore.plan(both))).toEqual(order)
    expect(verbs(fail2banIgnore.undo?.(both))).toEqual([
      ...['sshd delignoreip', 'recidive delignoreip', 'sshd banip', 'recidive banip'],
    ])
  })
})

describe('a diagnosis', () => {
  const banned = evidenceIn('fail2ban-ban/fail2ban-ban-bookworm.json')
  const bannedTimes = (times: number, text = `NOTICE [sshd] Ban ${CLIENT}`) => {
    const line = { at: '2026-11-21T10:00:00', tag: 'fail2ban.actions', text }
    const { findings } = diagnose(changed(banned, 'fail2ban', { log: Array.from({ length: times }, () => line) }))
    return findings[0]?.remedies.map(({ id }) => id)
  }

  it('offers it beside the unban for an address that was banned before', () => {
    expect(bannedTimes(2)).toEqual(['fail2ban-unban', 'fail2ban-ignore'])
  })

  it('offers the unban alone for the first ban, and for one that a restart restored', () => {
    expect(bannedTimes(1)).toEqual(['fail2ban-unban'])
    expect(bannedTimes(2, `NOTICE [sshd] Restore Ban ${CLIENT}`)).toEqual(['fail2ban-unban'])
    expect(bannedTimes(2, `NOTICE [sshd] Ban 203.0.113.70`)).toEqual(['fail2ban-unban'])
  })
})
