import type { Cause } from '../define.ts'

export const session: readonly Cause[] = []
