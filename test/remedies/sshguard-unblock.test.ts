import { describe, expect, it } from 'vitest'
import { sshguardUnblock } from '../../src/remedies/sshguard-unblock.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'

const CLIENT = '203.0.113.7'
const blocked = evidenceIn('sshguard-block/sshguard-block-trixie.json')

describe('the trouble that sshguard-unblock ends', () => {
  it('holds while a rule of sshguard names the address', () => {
    expect(sshguardUnblock.trouble(blocked, { ip: CLIENT }).state).toBe('holds')
  })

  it('is gone when none does', () => {
    const free = changed(blocked, 'firewall', { blocking: [] })
    expect(sshguardUnblock.trouble(free, { ip: CLIENT }).state).toBe('gone')
  })

  it('is unknown for another address than the rules were judged for, and without the rules', () => {
    expect(sshguardUnblock.trouble(blocked, { ip: '203.0.113.99' }).state).toBe('unknown')
    expect(sshguardUnblock.trouble(changed(blocked, 'firewall', undefined), { ip: CLIENT }).state).toBe('unknown')
  })
})

describe('the commands of sshguard-unblock', () => {
  it.each([
    [CLIENT, 'ip'],
    ['2001:db8::7', 'ip6'],
  ])('take %s out of the set of its family, and put it back', (ip, family) => {
    const rest = ['element', family, 'sshguard', 'attackers', '{', ip, '}']
    expect(sshguardUnblock.plan({ ip })).toEqual([['nft', 'delete', ...rest]])
    expect(sshguardUnblock.undo?.({ ip })).toEqual([['nft', 'add', ...rest]])
  })
})
