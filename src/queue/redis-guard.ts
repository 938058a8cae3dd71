import type { Redis } from 'ioredis'
import type { Limits } from '../config/policy.ts'
import { appendAudit } from '../store/audit.ts'
import { freeAgain } from '../store/changes.ts'
import { addApproval, endRequest, openRequest, readEnding, readRequest } from '../store/requests.ts'
import { newestRun } from '../store/runs.ts'
import { approval, type FoundRequest, type Guard, type Request, request } from './guard.ts'
import { nameOf } from './sealing.ts'
import type { Person } from './shapes.ts'
import type { Signer } from './signing.ts'
import { switchKeeper } from './switch.ts'

export interface GuardOptions {
  redis: Redis
  signer: Signer | undefined
  limits: Limits
  /** Runs a call, or fails within a second when Redis is away. */
  quickly: <T>(work: () => Promise<T>) => Promise<T>
}

/** The guard on Redis, which it does not trust: requests and approvals lie there under the bot's seal. */
export function createGuard({ redis, signer, limits, quickly }: GuardOptions): Guard {
  const keeper = switchKeeper(redis, signer)
  return {
    newestRun: (evidence) => quickly(() => newestRun(redis, evidence)),
    record: async (key, event) => {
      await quickly(() => appendAudit(redis, key, event))
    },
    openRequest: (asked) => quickly(() => open(redis, keyOf(signer), asked)),
    request: (id) => quickly(() => find(redis, keyOf(signer), id)),
    approve: (id, by) => quickly(() => approve(redis, keyOf(signer), id, by)),
    end: (id, offerId, ending) => quickly(() => endRequest(redis, id, offerId, ending)),
    freeAgain: (vantage, host) => quickly(() => freeAgain(redis, { vantage, host }, limits, Date.now())),
    switchState: () => quickly(keeper.look),
    turnSwitch: (state) => quickly(() => keeper.turn(state)),
    confirmSwitch: () => quickly(keeper.confirm),
  }
}

function keyOf(signer: Signer | undefined): Signer {
  if (!signer) throw new Error('signing.privateKeyFile is missing: without it no action can be asked for')
  return signer
}

async function open(redis: Redis, signer: Signer, asked: Request): Promise<{ id: string; opened: boolean }> {
  const sealed = signer.seal('request', asked)
  const id = nameOf(sealed)
  const seconds = Math.max(1, Math.ceil((Date.parse(asked.expiresAt) - Date.parse(asked.at)) / 1_000))
  const openId = await openRequest(redis, { id, offerId: asked.offerId, sealed, seconds })
  return { id: openId, opened: openId === id }
}

/** A request is what the bot sealed, under the name that says so. */
async function find(redis: Redis, signer: Signer, id: string): Promise<FoundRequest> {
  const sealed = await readRequest(redis, id)
  if (!sealed) return { found: 'nothing' }
  const asked = request.safeParse(signer.open('request', sealed)).data
  if (!asked || nameOf(sealed) !== id) return { found: 'forged' }
  return { found: asked, ending: await readEnding(redis, id) }
}

async function approve(redis: Redis, signer: Signer, requestId: string, by: Person): Promise<Person[]> {
  const mine = signer.seal('approval', { requestId, by, at: new Date().toISOString() })
  const all = await addApproval(redis, requestId, by.id, mine)
  const read = all.map((sealed) => approval.safeParse(signer.open('approval', sealed)).data)
  const real = read.flatMap((one) => (one?.requestId === requestId ? [one] : []))
  if (real.length < all.length) await recordForgery(redis, requestId, all.length - real.length)
  return real.sort((one, other) => (one.at < other.at ? -1 : 1)).map(({ by: approver }) => approver)
}

async function recordForgery(redis: Redis, requestId: string, count: number): Promise<void> {
  const detail = `${count} approvals of the request lay in Redis that the bot did not write: they count for nothing.`
  const at = new Date().toISOString()
  await appendAudit(redis, `forged-approval:${requestId}:${count}`, { event: 'refused', at, requestId, detail })
}
