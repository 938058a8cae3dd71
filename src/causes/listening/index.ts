import type { Cause } from '../define.ts'
import { acceptBacklogFull } from './accept-backlog-full.ts'
import { addressfamilyMismatch } from './addressfamily-mismatch.ts'
import { hostkeysBadModes } from './hostkeys-bad-modes.ts'
import { hostkeysMissing } from './hostkeys-missing.ts'
import { listenAddress } from './listen-address.ts'
import { portTaken } from './port-taken.ts'
import { privsepDirMissing } from './privsep-dir-missing.ts'
import { privsepUserMissing } from './privsep-user-missing.ts'
import { socketActivationPortMismatch } from './socket-activation-port-mismatch.ts'
import { socketUnitFailed } from './socket-unit-failed.ts'
import { socketVsServiceConflict } from './socket-vs-service-conflict.ts'
import { sshdBrokenBinary } from './sshd-broken-binary.ts'
import { sshdConfigError } from './sshd-config-error.ts'
import { sshdCrashLoop } from './sshd-crash-loop.ts'
import { sshdDisabledAtBoot } from './sshd-disabled-at-boot.ts'
import { sshdHelperMissing } from './sshd-helper-missing.ts'
import { sshdHung } from './sshd-hung.ts'
import { sshdMasked } from './sshd-masked.ts'
import { sshdNotInstalled } from './sshd-not-installed.ts'
import { sshdNotToBeRun } from './sshd-not-to-be-run.ts'
import { sshdStartLimitHit } from './sshd-start-limit-hit.ts'
import { sshdStopped } from './sshd-stopped.ts'
import { sshdUpgradedNotRestarted } from './sshd-upgraded-not-restarted.ts'
import { wrongPortListening } from './wrong-port-listening.ts'

export const listening: readonly Cause[] = [
  sshdNotInstalled,
  sshdMasked,
  sshdNotToBeRun,
  sshdDisabledAtBoot,
  sshdBrokenBinary,
  sshdHelperMissing,
  privsepUserMissing,
  hostkeysBadModes,
  hostkeysMissing,
  privsepDirMissing,
  sshdConfigError,
  sshdCrashLoop,
  sshdUpgradedNotRestarted,
  socketVsServiceConflict,
  portTaken,
  listenAddress,
  addressfamilyMismatch,
  socketActivationPortMismatch,
  wrongPortListening,
  socketUnitFailed,
  sshdStartLimitHit,
  sshdStopped,
  sshdHung,
  acceptBacklogFull,
]
