import type { Cause } from '../define.ts'

export const bastion: readonly Cause[] = []
