import { canonicalAddress } from '../domain/address.ts'
import type { Asked } from '../domain/message.ts'
import type { CheckJob } from './shapes.ts'

/** What was asked, as the thread's head tells it. */
export function askedBy(job: CheckJob, vantage: string): Asked {
  const client = job.client === undefined ? undefined : canonicalAddress(job.client)
  const { id, name } = job.requestedBy
  return {
    host: job.host,
    vantage,
    requestedBy: { id, ...(name !== undefined && { name }) },
    ...(client !== undefined && { client }),
    ...(job.addressToldAt !== undefined && { addressToldAt: job.addressToldAt }),
    ...(job.user !== undefined && { user: job.user }),
    ...(job.port !== undefined && { port: job.port }),
  }
}

/** Why a check has not begun. */
export const unattended = (vantage: string): string => `no worker of ${vantage} is running: it starts when one does`
