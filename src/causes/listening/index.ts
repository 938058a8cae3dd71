import type { Cause } from '../define.ts'
import { acceptBacklogFull } from './accept-backlog-full.ts'
import { addressfamilyMismatch } from './addressfamily-mismatch.ts'
import { hostkeysBadModes } from './hostkeys-bad-modes.ts'
import { hostkeysMissing } from './hostkeys-missing.ts'
import { listenAddress } from './listen-address.ts'
import { portTaken } from './port-taken.ts'
import { privsepDirMissing } from './privsep-dir-missing.ts'
import { privsepUserMissing } from './privsep-user-missing.ts'
import { sshdBrokenBinary } from './sshd-broken-binary.ts'
import { sshdHelperMissing } from './sshd-helper-missing.ts'
import { sshdHung } from './sshd-hung.ts'
import { sshdStopped } from './sshd-stopped.ts'
import { sshdUpgradedNotRestarted } from './sshd-upgraded-not-restarted.ts'
import { wrongPortListening } from './wrong-port-listening.ts'

export const listening: readonly Cause[] = [
  wrongPortListening,
  sshdStopped,
  sshdHung,
  portTaken,
  listenAddress,
  addressfamilyMismatch,
  sshdHelperMissing,
  sshdBrokenBinary,
  privsepUserMissing,
  hostkeysBadModes,
  hostkeysMissing,
  privsepDirMissing,
  sshdUpgradedNotRestarted,
  acceptBacklogFull,
]
