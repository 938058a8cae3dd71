import { describe, expect, it } from 'vitest'
import { faillockReset } from '../../src/remedies/faillock-reset.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'

const locked = evidenceIn('pam-faillock/pam-faillock-bookworm.json')
const failure = { at: '2026-11-20 04:05:06', source: '203.0.113.7' }

describe('the trouble that faillock-reset ends', () => {
  it('holds while failures count, and tells whose they are', () => {
    const some = changed(locked, 'account-state', { failures: [{ ...failure, valid: true }] })
    expect(faillockReset.trouble(some, { user: 'deploy' })).toMatchObject({
      state: 'holds',
      facts: { failures: ['2026-11-20 04:05:06 203.0.113.7'] },
    })
  })

  it('is gone when none counts', () => {
    const none = changed(locked, 'account-state', { failures: [{ ...failure, valid: false }] })
    expect(faillockReset.trouble(none, { user: 'deploy' }).state).toBe('gone')
  })

  it('is unknown for another user, and where nobody looked', () => {
    expect(faillockReset.trouble(locked, { user: 'medic' }).state).toBe('unknown')
    expect(faillockReset.trouble(changed(locked, 'account-state', undefined), { user: 'deploy' }).state).toBe('unknown')
  })
})

describe('the command of faillock-reset', () => {
  it('forgets the failures of one user, for good', () => {
    expect(faillockReset.plan({ user: 'deploy' })).toEqual([['faillock', '--user', 'deploy', '--reset']])
    expect(faillockReset.undo).toBeUndefined()
  })
})
