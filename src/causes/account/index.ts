import type { Cause } from '../define.ts'
import { accountExpired } from './account-expired.ts'
import { accountLocked } from './account-locked.ts'
import { directoryOutage } from './directory-outage.ts'
import { homeNfsHang } from './home-nfs-hang.ts'
import { pamAccess } from './pam-access.ts'
import { pamBroken } from './pam-broken.ts'
import { pamFaillock } from './pam-faillock.ts'
import { pamNologin } from './pam-nologin.ts'
import { shellMissing } from './shell-missing.ts'
import { wrongPassword } from './wrong-password.ts'

export const account: readonly Cause[] = [
  directoryOutage,
  homeNfsHang,
  shellMissing,
  pamBroken,
  pamNologin,
  accountExpired,
  accountLocked,
  pamAccess,
  pamFaillock,
  wrongPassword,
]
