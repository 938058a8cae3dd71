import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Head } from '../../src/domain/message.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { checkJob } from '../../src/queue/shapes.ts'
import { CHECK_STEP } from '../../src/slack/steps/check-step.ts'
import { sharedRedis } from '../support/redis.ts'
import { asked, bannedRun, diagnosedAs } from './fixtures.ts'
import { ANA, EVE, GUS, messageWith, OPS, OUT, SHARED, startTeam, type Team, until } from './team.ts'

/** What Slack's manifest schema says of steps. */
const parameter = z.strictObject({
  type: z.enum(['string', 'slack#/types/user_id', 'slack#/types/channel_id']),
  title: z.string().min(1),
  description: z.string().min(1),
  is_required: z.boolean(),
  name: z.string().min(1),
})
const parameters = z.record(z.string(), parameter)
const manifest = z
  .strictObject({
    settings: z.strictObject({ org_deploy_enabled: z.literal(true), function_runtime: z.literal('remote') }),
    functions: z.record(
      z.string().max(100),
      z.strictObject({
        title: z.string().max(255),
        description: z.string(),
        input_parameters: parameters,
        output_parameters: parameters,
      }),
    ),
  })
  .parse(parse(readFileSync(join(import.meta.dirname, '../../docs/workflow-step.yml'), 'utf8')))
const listed = (all: z.infer<typeof parameters>) =>
  Object.values(all).map(({ name, type, is_required: required }) => ({ name, type, required }))
const STEPS = Object.entries(manifest.functions).map(([callbackId, { title, ...step }]) => ({
  ...{ callbackId, title, inputs: listed(step.input_parameters), outputs: listed(step.output_parameters) },
}))

const redis = await sharedRedis()
let team: Team
const start = async (policy: object = {}, transport: 'socket' | 'http' = 'socket') => {
  team = await startTeam(redis, { policy, transport, steps: STEPS })
  return team.slack
}
beforeEach(async () => {
  await redis.redis.flushall()
})
afterEach(() => team.close())

const INPUTS = { host: 'web-01', client_address: '203.0.113.7', user_id: ANA, channel_id: OPS }
const run = (change: Record<string, string> = {}) => team.slack.runStep(CHECK_STEP, { ...INPUTS, ...change })
const ended = (id: string) =>
  until(() => {
    const execution = team.slack.workspace.executions.get(id)
    return execution?.state === 'running' ? undefined : execution
  })
async function jobs() {
  const queue = openQueue(checkQueue('bastion-a'), redis.redis)
  const all = await queue.getJobs()
  await queue.close()
  return all.map(({ data }) => checkJob.parse(data))
}
/** Has the check end so, as a worker would. */
async function ends(head: Head) {
  const [job] = await jobs()
  const outbox = openOutbox(redis.redis)
  await outbox.head(job?.runId ?? '', head)
  await outbox.close()
}
const posted = () => until(() => messageWith(team.slack, /^Checking web-01 from 203\.0\.113\.7/))

describe.each(['socket', 'http'] as const)('a step of a workflow, over %s', (transport) => {
  it('ends with the answer of its check and a link to it, once, however often Slack brings it', async () => {
    const slack = await start({}, transport)
    const id = await run()
    await slack.repeatEvent()
    const head = await posted()
    expect(slack.workspace.executions.get(id)?.state).toBe('running')
    expect(await jobs()).toMatchObject([
      { host: 'web-01', client: '203.0.113.7', requestedBy: { id: ANA, name: 'Ana, through a workflow' } },
    ])
    await ends({ state: 'done', asked, diagnosed: bannedRun })
    expect(await ended(id)).toMatchObject({
      state: 'succeeded',
      outputs: {
        verdict: 'faulty',
        cause: 'fail2ban-ban',
        summary: "fail2ban's jail sshd has banned 203.0.113.7 until 14:02",
        thread_link: `https://demo.example/archives/${OPS}/p${head.ts.replace('.', '')}`,
      },
    })
  })
})

describe('a step of a workflow', () => {
  it('ends without a cause where there is none', async () => {
    await start()
    const id = await run()
    await posted()
    await ends({ state: 'done', asked, diagnosed: diagnosedAs({ verdict: 'healthy' }) })
    expect(await ended(id)).toMatchObject({ state: 'succeeded', outputs: { verdict: 'healthy', cause: '' } })
  })

  it('fails with the reason when its check fails', async () => {
    await start()
    const id = await run()
    await posted()
    await ends({ state: 'failed', asked, problem: 'The worker stopped.', todo: 'Ask again.' })
    expect(await ended(id)).toMatchObject({ state: 'failed', error: 'The worker stopped. Ask again.' })
  })

  it('ends although Slack has a bad moment', async () => {
    const slack = await start()
    const id = await run()
    await posted()
    slack.faults.add({ method: 'functions.completeSuccess', status: 503 }, 2)
    slack.faults.add({ method: 'chat.getPermalink', status: 503 })
    await ends({ state: 'done', asked, diagnosed: bannedRun })
    expect(await ended(id)).toMatchObject({ state: 'succeeded', outputs: { thread_link: '' } })
  })

  it('fails when the answer can be posted nowhere', async () => {
    const slack = await start()
    Object.assign(slack.workspace.channel(OPS) ?? {}, { archived: true })
    const execution = await ended(await run())
    expect(execution).toMatchObject({ state: 'failed', error: 'Slack lets nothing be posted there (is_archived).' })
  })

  it.each([
    ['an unknown host', { host: 'wbe-01' }, /Did you mean `web-01`/],
    ['an address that is none', { client_address: 'home' }, /“home” is not an IP address/],
    ['a guest', { user_id: GUS }, /guests may not/],
    ['somebody of another organisation', { user_id: EVE }, /only members of this workspace/],
    ['a channel without the bot', { channel_id: OUT }, /\/invite @ssh-medic/],
    ['a shared channel', { channel_id: SHARED }, /shared with another organisation/],
  ])('fails for %s, and nothing is checked', async (_case, change, error) => {
    await start()
    expect(await ended(await run(change))).toMatchObject({ state: 'failed', error: expect.stringMatching(error) })
    expect(await jobs()).toEqual([])
  })

  it('cannot do what the policy gives to some people only: Slack does not tell who runs it', async () => {
    await start({ check: 'granted', grants: [{ users: [ANA], may: ['check'] }] })
    const execution = await ended(await run())
    expect(execution.error).toContain('Slack does not tell who runs a workflow')
    expect(await jobs()).toEqual([])
  })
})
