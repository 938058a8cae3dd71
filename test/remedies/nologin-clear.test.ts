import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { InsideAnswers } from '../../src/domain/inside.ts'
import { nologinClear } from '../../src/remedies/nologin-clear.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'

const closed = evidenceIn('pam-nologin/pam-nologin-bookworm.json')
const file = (path: string) => ({
  nologin: [{ path, text: 'back at 04:00', since: '' }],
  userSessions: 'active',
  shutdown: '',
})
const stateWith = (path: '/etc/nologin' | '/run/nologin', pam: Partial<InsideAnswers['pam']>) =>
  nologinClear.trouble(changed(closed, 'pam', pam), { path })

describe('the trouble that nologin-clear ends', () => {
  it.each(['/etc/nologin', '/run/nologin'] as const)('holds while %s is there', (path) => {
    expect(stateWith(path, file(path))).toMatchObject({ state: 'holds', facts: { says: 'back at 04:00' } })
  })

  it('is gone when that file is not there, whatever the other one does', () => {
    expect(stateWith('/etc/nologin', file('/run/nologin')).state).toBe('gone')
  })

  it.each([
    ['a shutdown is scheduled', { shutdown: 'MODE=reboot' }],
    ['the host still boots', { userSessions: 'inactive' }],
  ])('is left to systemd while %s', (_case, change) => {
    expect(stateWith('/run/nologin', { ...file('/run/nologin'), ...change }).state).toBe('unknown')
  })

  it('is unknown where nobody looked', () => {
    expect(nologinClear.trouble(changed(closed, 'pam', undefined), { path: '/etc/nologin' }).state).toBe('unknown')
  })
})

describe('the commands of nologin-clear', () => {
  it('put the file aside, and back', () => {
    const path = '/etc/nologin'
    expect(nologinClear.plan({ path })).toEqual([['mv', '-n', '-T', path, `${path}.ssh-medic`]])
    expect(nologinClear.undo?.({ path })).toEqual([['mv', '-n', '-T', `${path}.ssh-medic`, path]])
  })

  it.each(['/etc/shadow', '/etc/nologin.d', 'nologin', ''])('are not made for %j', (path) => {
    expect(nologinClear.args.safeParse({ path }).success).toBe(false)
  })

  it('are not offered to a login that the file keeps out, too', () => {
    const [finding] = diagnose(closed).findings
    expect(finding?.remedies ?? []).toEqual([])
  })
})
