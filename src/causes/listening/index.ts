import type { Cause } from '../define.ts'
import { sshdHung } from './sshd-hung.ts'
import { sshdStopped } from './sshd-stopped.ts'
import { wrongPortListening } from './wrong-port-listening.ts'

export const listening: readonly Cause[] = [wrongPortListening, sshdStopped, sshdHung]
