import type { Cause } from '../define.ts'
import { hostDownL2 } from './host-down-l2.ts'

export const path: readonly Cause[] = [hostDownL2]
