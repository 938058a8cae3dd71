import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { buttonOf, wordsOf } from '../../src/demo/plain-text.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { signIn } from '../../src/store/workers.ts'
import { workerNote } from '../queue/fixtures.ts'
import { sharedRedis } from '../support/redis.ts'
import { startTeam } from './team.ts'

const redis = await sharedRedis()
beforeEach(() => redis.redis.flushall())

async function team() {
  const started = await startTeam(redis, { policy: { fix: { users: ['U0ANA'] } } })
  onTestFinished(() => started.close())
  return started
}

describe('a button that could not work is not shown', () => {
  it('when the host’s sudo would refuse the fix: the message says so, and what to add there', async () => {
    const { checked } = await team()
    const head = await checked(undefined, { refusedBySudo: ['fail2ban-unban'] })
    expect(buttonOf(head, 'offer')).toBeUndefined()
    expect(wordsOf(head)).toMatch(
      /No button for “Unban 203\.0\.113\.7”: sudo on web-01 does not let my login run it.*--remedies fail2ban-unban/,
    )
    expect(buttonOf(head, 'recheck')).toBeDefined()
  })

  it('when no worker that is alive obeys this bot', async () => {
    const { checked } = await team()
    await signIn(redis.redis, 'bastion-a', workerNote('w:1', { keyIds: [] }))
    await signIn(redis.redis, 'bastion-a', workerNote('w:2', { keyIds: [ephemeralKeys().signer.keyId] }))
    const head = await checked()
    expect(buttonOf(head, 'offer')).toBeUndefined()
    expect(wordsOf(head)).toMatch(/No button for “Unban 203\.0\.113\.7”: no worker of bastion-a obeys this bot/)
  })

  it('and is there when one of them says nothing against it', async () => {
    const { checked } = await team()
    await signIn(redis.redis, 'bastion-a', workerNote('w:1', { keyIds: [] }))
    await redis.redis.zadd('ssh-medic:workers:bastion-a', Date.now() + 10_000, 'w:old')
    expect(buttonOf(await checked(), 'offer')).toBeDefined()
  })
})
