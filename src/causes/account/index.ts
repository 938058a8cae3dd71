import type { Cause } from '../define.ts'
import { accountExpired } from './account-expired.ts'
import { accountLocked } from './account-locked.ts'
import { pamNologin } from './pam-nologin.ts'
import { shellMissing } from './shell-missing.ts'

export const account: readonly Cause[] = [shellMissing, pamNologin, accountExpired, accountLocked]
