import type { Cause } from '../define.ts'
import { chrootBadOwner } from './chroot-bad-owner.ts'
import { forcedCommand } from './forced-command.ts'
import { logindHang } from './logind-hang.ts'
import { ptyExhausted } from './pty-exhausted.ts'
import { sessionLimits } from './session-limits.ts'
import { sftpSubsystemMissing } from './sftp-subsystem-missing.ts'
import { shellStartup } from './shell-startup.ts'
import { slowReverseDns } from './slow-reverse-dns.ts'

export const session: readonly Cause[] = [
  logindHang,
  slowReverseDns,
  chrootBadOwner,
  forcedCommand,
  sessionLimits,
  ptyExhausted,
  sftpSubsystemMissing,
  shellStartup,
]
