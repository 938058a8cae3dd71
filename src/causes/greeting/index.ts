import type { Cause } from '../define.ts'
import { hostkeyChanged } from './hostkey-changed.ts'

export const greeting: readonly Cause[] = [hostkeyChanged]
