import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { startDelivery } from '../../src/queue/delivery.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { kill, startChild } from '../support/child.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { checkJob, recordingPoster, saying } from './fixtures.ts'
import { KEEPING } from './pickups.ts'

const { redis, url } = await sharedRedis()

/** A host that keeps its first visitor waiting for a banner, and turns everybody later away at once. */
const sockets: Socket[] = []
const host = createServer((socket) => {
  sockets.push(socket)
  socket.on('error', () => {})
  if (sockets.length > 1) socket.destroy()
}).listen(0, '127.0.0.1')
await once(host, 'listening')
const address = host.address()
const port = String(typeof address === 'object' ? address?.port : 0)
afterAll(() => {
  host.close()
})

it('another worker finishes the check of a killed one, and nothing is posted twice', { timeout: 180_000 }, async () => {
  const poster = recordingPoster()
  const delivery = startDelivery({ redisUrl: url, poster, pickup: KEEPING })
  const desk = createDesk({ redisUrl: url, signer: ephemeralKeys().signer })
  const worker = (fate: 'killed' | 'lives') =>
    startChild(new URL('children/check-worker.ts', import.meta.url), [url, port, fate])

  const first = worker('killed')
  await desk.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' })
  await eventually(() => expect(sockets).toHaveLength(1), 60_000)
  await eventually(() => expect(saying(poster, 'run-1')).toContain('edit running'))
  await kill(first)
  expect(await desk.run('run-1')).toBeUndefined()

  const second = worker('lives')
  await eventually(() => expect(saying(poster, 'run-1').at(-1)).toBe('reply details'), 60_000)
  const posts = saying(poster, 'run-1')
  expect(posts.filter((post) => post.startsWith('head'))).toHaveLength(1)
  expect(posts.filter((post) => post === 'edit done')).toHaveLength(1)
  expect(posts.filter((post) => post.startsWith('reply'))).toEqual(['reply details'])
  expect((await desk.run('run-1'))?.evidence.runId).toBe('run-1')
  expect(await redis.llen('ssh-medic:incidents')).toBe(0)

  await kill(second)
  await Promise.all([desk.close(), delivery.close()])
})
