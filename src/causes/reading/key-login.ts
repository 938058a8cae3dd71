import type { Address } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'
import { type Attempt, failedAttempt } from './attempts.ts'
import { circumstancesOf, type FileVerdict, type UserKeys, verdictsOn } from './key-files.ts'
import { addressOf } from './person.ts'
import type { Settings } from './sshd-settings.ts'

/** What every cause about a login by key reads. */
export const KEY_LOGIN = {
  needs: ['user-keys', 'sshd-config', 'user'],
  also: ['account', 'identity', 'client', 'login', 'connect', 'sshd-log'],
} as const

interface Facts {
  'user-keys': UserKeys
  'sshd-config': Answered<'sshd-config'>
  user: string
  account?: Answered<'account'> | undefined
  identity?: Answered<'identity'> | undefined
  client?: { address: Address } | undefined
  login?: Answered<'login'> | undefined
  connect?: Answered<'connect'> | undefined
  'sshd-log'?: Answered<'sshd-log'> | undefined
}

interface KeyLogin {
  /** sshd's settings for this user from this address. */
  settings: Settings
  verdicts: FileVerdict[]
  address: Address | undefined
  /** The newest login of the user from there, when it failed. */
  attempt: Attempt | undefined
}

/** A login by key as sshd judges it; undefined while sshd does not tell its settings for the user. */
export function keyLoginOf(facts: Facts): KeyLogin | undefined {
  const { effective: settings } = facts['sshd-config']
  if (!settings) return undefined
  const address = addressOf(facts)
  return {
    settings,
    verdicts: verdictsOn(facts['user-keys'], circumstancesOf(settings, facts.account, facts.identity)),
    address,
    attempt: failedAttempt(facts['sshd-log'], facts.user, address, facts.identity),
  }
}
