import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import { sharedRedis } from '../support/redis.ts'
import { ask, dialogOf, dialogWords, messageWith, press, until } from './team.ts'
import { ALERTS, ANA, BEN, CARA, hostOf, startWatching, type Watching } from './watching.ts'

const server = await sharedRedis()
let team: Watching
let head: Message

/** Ana may fix the host, Cara is on call, and Ben is neither. */
beforeEach(async () => {
  await team?.close()
  await server.redis.flushall()
  const watch = { channel: ALERTS, groups: [{ hosts: ['*'] }], onCall: [{ groups: ['S0SRE'] }] }
  team = await startWatching({ redisUrl: server.url, hosts: [hostOf('web-01', 1)], watch })
  head = await until(() => team.threads()[0])
})
afterAll(() => team?.close())

const says = (words: RegExp) => until(() => words.test(wordsOf(head)) || undefined)
const inHours = (hours: number) => String(Math.floor(Date.now() / 1_000) + hours * 3_600)

describe('an alert, by “More …”', () => {
  it('is handed to somebody, who is mentioned and takes it, and is snoozed until a moment of choice', async () => {
    const { id } = await ask(team.slack, ANA, head, 'alert-form')
    await team.slack.submit(ANA, id, { to: CARA, until: inHours(3) })
    expect(dialogWords(team.slack, ANA)).toMatch(/Cara is asked in the thread.* Snoozed\. Nobody is reminded until/)
    await says(/Cara is asked to take it\..*Snoozed by Ana until/s)
    const reply = await until(() => messageWith(team.slack, /Ana asks Cara to take it/))
    expect(JSON.stringify(reply.blocks)).toContain(`"user_id":"${CARA}"`)
    await press(team.slack, CARA, head, 'alert:assign')
    await says(/Cara has it/)
  })

  it('goes to nobody who could not do anything about it', async () => {
    const { id } = await ask(team.slack, ANA, head, 'alert-form')
    await team.slack.submit(ANA, id, { to: BEN })
    expect(dialogOf(team.slack, ANA)?.errors).toEqual({ to: expect.stringContaining('may not fix this') })
    expect(wordsOf(head)).not.toContain('Ben')
  })

  it('says at the field what is wrong with a time, and that something has to be picked', async () => {
    const { id } = await ask(team.slack, ANA, head, 'alert-form')
    await team.slack.submit(ANA, id, { until: inHours(-1) })
    expect(dialogOf(team.slack, ANA)?.errors).toEqual({ until: expect.stringContaining('past') })
    await team.slack.submit(ANA, id, {})
    expect(dialogOf(team.slack, ANA)?.errors).toEqual({ to: expect.stringContaining('Pick somebody') })
    expect(wordsOf(head)).not.toContain('Snoozed')
  })

  it('is not for who may do nothing with the alert', async () => {
    await press(team.slack, BEN, head, 'alert-form')
    await until(() => messageWith(team.slack, /Not for you, sorry/, BEN))
    expect(dialogOf(team.slack, BEN)).toBeUndefined()
  })
})
