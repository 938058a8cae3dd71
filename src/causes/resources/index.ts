import type { Cause } from '../define.ts'
import { conntrackFull } from './conntrack-full.ts'
import { diskFailing } from './disk-failing.ts'
import { diskFull } from './disk-full.ts'
import { fdExhaustion } from './fd-exhaustion.ts'
import { pidsLimit } from './pids-limit.ts'

export const resources: readonly Cause[] = [diskFailing, diskFull, fdExhaustion, pidsLimit, conntrackFull]
