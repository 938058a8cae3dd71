import { describe, expect, it } from 'vitest'
import type { UfwRule } from '../../src/domain/inside.ts'
import { ufwAllow } from '../../src/remedies/ufw-allow.ts'
import { CLIENT, evidenceOf } from './evidence.ts'
import { changed, ufwOf, ufwRule } from './observations.ts'

const args = { ip: CLIENT, port: '22' }
const stateWith = (allowed: string[], rules: UfwRule[] = []) =>
  ufwAllow.trouble(evidenceOf([ufwOf(allowed, rules)]), args)

describe('the trouble that ufw-allow ends', () => {
  it.each<[string, UfwRule[]]>([
    ['no rule allows the address', []],
    ['a rule denies it', [ufwRule({ action: 'DENY', from: CLIENT, to: 'Anywhere' }), ufwRule()]],
    ['a rule rejects its network', [ufwRule({ action: 'REJECT', from: '203.0.113.0/24' }), ufwRule()]],
    ['only another port is open', [ufwRule({ to: '2222/tcp', from: CLIENT })]],
  ])('holds while %s', (_case, rules) => expect(stateWith([], rules).state).toBe('holds'))

  it('is gone once a rule above lets the address in', () => {
    expect(stateWith([CLIENT], [ufwRule({ action: 'DENY', from: CLIENT })])).toMatchObject({
      state: 'gone',
      facts: { decidedBy: `22/tcp ALLOW IN ${CLIENT}` },
    })
  })

  it('is unknown where ufw has that rule already, further down: the undo would take what others have put there', () => {
    const rules = [ufwRule({ action: 'DENY', from: CLIENT }), ufwRule({ from: CLIENT })]
    expect(stateWith([], rules)).toMatchObject({ state: 'unknown', because: expect.stringContaining('already') })
  })

  it('is unknown where ufw was not read, is off, or has a rule that nobody can judge', () => {
    expect(ufwAllow.trouble(evidenceOf([]), args).state).toBe('unknown')
    expect(ufwAllow.trouble(changed(evidenceOf([ufwOf([])]), 'ufw', { active: false }), args).state).toBe('unknown')
    expect(stateWith([], [ufwRule({ action: 'DENY', to: '22/tcp on eth1' })]).state).toBe('unknown')
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
