import { describe, expect, it } from 'vitest'
import type { UfwRule } from '../../src/domain/inside.ts'
import { ufwAllow } from '../../src/remedies/ufw-allow.ts'
import { CLIENT, evidenceOf } from './evidence.ts'
import { changed, rulesOf, ufwOf, ufwRule } from './observations.ts'

const args = { ip: CLIENT, port: '22' }
const chains = [':INPUT DROP [0:0]', ':ufw-user-input - [0:0]', '-A INPUT -j ufw-user-input']
const hostWith = (user: string[], rows: UfwRule[] = []) => evidenceOf([...rulesOf(...chains, ...user), ufwOf([], rows)])
const denied = hostWith([`-A ufw-user-input -s ${CLIENT}/32 -j DROP`])
const ACCEPT = `-A ufw-user-input -s ${CLIENT}/32 -p tcp -m tcp --dport 22 -j ACCEPT`

describe('the trouble that ufw-allow ends', () => {
  it('holds while a rule of ufw, or its default, keeps the address out', () => {
    expect(ufwAllow.trouble(denied, args).state).toBe('holds')
    expect(ufwAllow.trouble(hostWith([]), args).state).toBe('holds')
  })

  it('is gone once a rule above lets the address in, whether ufw tells its rules or not', () => {
    const open = hostWith([ACCEPT, `-A ufw-user-input -s ${CLIENT}/32 -j DROP`])
    expect(ufwAllow.trouble(open, args).state).toBe('gone')
    expect(ufwAllow.trouble(changed(open, 'ufw', undefined), args).state).toBe('gone')
  })

  it('is unknown where ufw has that rule already, further down: the undo would take what others have put there', () => {
    const twice = hostWith([`-A ufw-user-input -s ${CLIENT}/32 -j DROP`, ACCEPT], [ufwRule({ from: CLIENT })])
    expect(ufwAllow.trouble(twice, args)).toMatchObject({
      state: 'unknown',
      because: expect.stringContaining('already'),
    })
  })

  it('is unknown where somebody else’s rule decides, and where ufw or the rules were not read', () => {
    const foreign = evidenceOf(rulesOf(':INPUT DROP [0:0]'))
    expect(ufwAllow.trouble(foreign, args)).toMatchObject({ because: expect.stringContaining('not ufw decides') })
    expect(ufwAllow.trouble(changed(denied, 'ufw', undefined), args).state).toBe('unknown')
    expect(ufwAllow.trouble(changed(denied, 'firewall', undefined), args).state).toBe('unknown')
  })

  it('is unknown for another person or port than the rules were judged for', () => {
    expect(ufwAllow.trouble(denied, { ...args, ip: '203.0.113.99' }).state).toBe('unknown')
    expect(ufwAllow.trouble(denied, { ...args, port: '2222' }).state).toBe('unknown')
  })
})

describe('the commands of ufw-allow', () => {
  it('put one rule for one address above all others, and take that one away', () => {
    const rule = ['allow', 'proto', 'tcp', 'from', CLIENT, 'to', 'any', 'port', '22']
    expect(ufwAllow.plan(args)).toEqual([['ufw', 'prepend', ...rule, 'comment', 'ssh-medic']])
    expect(ufwAllow.undo?.(args)).toEqual([['ufw', 'delete', ...rule]])
    expect(ufwAllow.rescue?.(args, 'do')).toEqual(ufwAllow.undo?.(args))
    expect(ufwAllow.rescue?.(args, 'undo')).toEqual(ufwAllow.plan(args))
  })

  it.each(['0', '65536', '22/tcp', '22,80', 'ssh', '022'])('are not made for port %s', (port) => {
    expect(ufwAllow.args.safeParse({ ...args, port }).success).toBe(false)
  })

  it('are never made for a network', () => {
    expect(ufwAllow.args.safeParse({ ...args, ip: '203.0.113.0/24' }).success).toBe(false)
  })
})
