import type { Cause } from '../define.ts'

export const account: readonly Cause[] = []
