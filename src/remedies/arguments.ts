import { z } from 'zod'
import { canonicalAddress } from '../domain/address.ts'

/** One IP address, in its one canonical spelling. */
export const ipAddress = z.string().transform((text, context) => {
  const canonical = canonicalAddress(text)
  if (canonical !== undefined) return canonical
  context.addIssue({ code: 'custom', message: 'not an IP address, such as 203.0.113.7' })
  return z.NEVER
})

export const portNumber = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, 'a port such as 22')
  .refine((text) => Number(text) <= 65_535, 'a port is at most 65535')

export const loginName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/, 'a login name such as deploy')

/** Without `.` and `..`: the path that is shown is the path that is changed. */
export const absolutePath = z
  .string()
  .max(256)
  .regex(/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._@+-]+)+$/, 'an absolute path such as /home/deploy/.ssh')
