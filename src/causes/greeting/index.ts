import type { Cause } from '../define.ts'
import { algorithmMismatch } from './algorithm-mismatch.ts'
import { hostkeyAlgorithmMismatch } from './hostkey-algorithm-mismatch.ts'
import { hostkeyChanged } from './hostkey-changed.ts'

export const greeting: readonly Cause[] = [algorithmMismatch, hostkeyAlgorithmMismatch, hostkeyChanged]
