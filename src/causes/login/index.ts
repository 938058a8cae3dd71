import type { Cause } from '../define.ts'
import { authorizedKeysCommand } from './authorized-keys-command.ts'
import { authorizedKeysOptions } from './authorized-keys-options.ts'
import { authorizedKeysUnreadable } from './authorized-keys-unreadable.ts'
import { keyNotAuthorized } from './key-not-authorized.ts'
import { methodDisabled } from './method-disabled.ts'
import { permitRootLogin } from './permit-root-login.ts'
import { pubkeyAlgorithmDisabled } from './pubkey-algorithm-disabled.ts'
import { strictmodes } from './strictmodes.ts'
import { tooManyAuthFailures } from './too-many-auth-failures.ts'
import { userCertificate } from './user-certificate.ts'
import { userInvalid } from './user-invalid.ts'
import { userNotAllowed } from './user-not-allowed.ts'

export const login: readonly Cause[] = [
  userInvalid,
  userNotAllowed,
  permitRootLogin,
  methodDisabled,
  authorizedKeysUnreadable,
  strictmodes,
  authorizedKeysCommand,
  authorizedKeysOptions,
  pubkeyAlgorithmDisabled,
  userCertificate,
  tooManyAuthFailures,
  keyNotAuthorized,
]
