import type { Cause } from '../define.ts'

export const resources: readonly Cause[] = []
