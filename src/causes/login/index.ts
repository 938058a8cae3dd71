import type { Cause } from '../define.ts'
import { userNotAllowed } from './user-not-allowed.ts'

export const login: readonly Cause[] = [userNotAllowed]
