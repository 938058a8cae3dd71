import { describe, expect, it } from 'vitest'
import { accountUnexpire, isoDate } from '../../src/remedies/account-unexpire.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'

const ended = evidenceIn('account-expired/account-expired-bookworm.json')
const args = { user: 'deploy', was: '2026-10-31' }
const stateWith = (accountExpires: string) =>
  accountUnexpire.trouble(changed(ended, 'account-state', { accountExpires }), args).state

describe('the trouble that account-unexpire ends', () => {
  it.each([
    ['Oct 31, 2026', 'holds'],
    ['never', 'gone'],
    // Somebody has set another date since: theirs is not thrown away.
    ['Nov 15, 2026', 'unknown'],
    ['', 'unknown'],
  ])('with an account that ends %j is: %s', (date, state) => expect(stateWith(date)).toBe(state))

  it('is unknown for another user', () => {
    expect(accountUnexpire.trouble(ended, { ...args, user: 'medic' }).state).toBe('unknown')
  })
})

describe('the commands of account-unexpire', () => {
  it('take the end away, and put the very same date back', () => {
    expect(accountUnexpire.plan(args)).toEqual([['chage', '-E', '-1', 'deploy']])
    expect(accountUnexpire.undo?.(args)).toEqual([['chage', '-E', '2026-10-31', 'deploy']])
  })

  it.each([
    ['Oct 31, 2026', '2026-10-31'],
    ['never', undefined],
    ['password must be changed', undefined],
  ])('know %j as %s', (text, date) => expect(isoDate(text)).toBe(date))
})
