import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { installedApp } from '../../src/demo/manifest.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { readMoves } from '../../src/store/moves.ts'
import { fetched, samplesAt } from '../metrics/scrape.ts'
import { freePort } from '../slack/bot.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { alert, payload, TOKEN } from '../webhook/payloads.ts'
import { environment, folderWith, MAIN, serve } from './serving.ts'

const { redis, url } = await sharedRedis()
const folder = (config: string) => folderWith(url, config)

/** How it ends, where it cannot serve. */
async function endOf(role: string, home: string): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, role], {
    ...{ cwd: home, env: environment(home, {}), timeout: 30_000 },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return { status: child.exitCode, stderr }
}

describe('ssh-medic bot and worker', () => {
  it('serve metrics and health from one file on two ports, and the bot takes alerts', async () => {
    const slack = await startSlackStandIn({
      ...{ people: [], channels: [{ id: 'C0OPS', name: 'ops', botIsIn: true }], groups: [] },
      ...{ tokens: { bot: 'xoxb-test', app: 'xapp-test' }, ...installedApp() },
    })
    onTestFinished(slack.close)
    const [botPort, workerPort, hookPort] = [await freePort(), await freePort(), await freePort()]
    const home = folder(
      [
        'hosts: {web-01: {address: 127.0.0.1, port: 1}}',
        `slack: {apiUrl: "${slack.apiUrl}"}`,
        `metrics: {port: ${botPort}}`,
        `webhook: {port: ${hookPort}, tokenFile: token, channel: C0OPS}`,
        'digest: {channel: C0OPS}\n',
      ].join('\n'),
    )
    writeFileSync(join(home, 'token'), `${TOKEN}\n`)
    serve('bot', home, { SLACK_BOT_TOKEN: 'xoxb-test', SLACK_APP_TOKEN: 'xapp-test' })
    serve('worker', home, { SSH_MEDIC_METRICS_PORT: String(workerPort) })
    const readyAt = async (port: number) => (await fetched(port, '/readyz')).text
    await eventually(async () => {
      expect(await readyAt(botPort)).toBe('ready\n')
      expect(await readyAt(workerPort)).toBe('ready\n')
    })
    expect((await samplesAt(botPort)).get('ssh_medic_workers{vantage="bastion-a"}')).toBe(1)
    expect((await samplesAt(workerPort)).get('ssh_medic_checks_total{vantage="bastion-a",verdict="faulty"}')).toBe(0)

    const response = await fetch(`http://127.0.0.1:${hookPort}/alerts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(payload(alert())),
    })
    expect(await response.json()).toMatchObject({ taken: 1 })
    expect((await samplesAt(botPort)).get('ssh_medic_webhook_requests_total{outcome="taken"}')).toBe(1)
    await eventually(async () => expect(await readMoves(redis, 1)).toEqual([])) // Its keeper of alerts has it.

    const digest = spawnSync(process.execPath, [MAIN, 'digest'], {
      ...{ cwd: home, env: environment(home, {}), encoding: 'utf8' as const },
    })
    expect(digest.stdout).toMatch(/^SSH from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d: \d alerts?\n/)
    expect(digest.status).toBe(0)
  })

  it.each([
    ['worker', 'metrics: {port: PORT}', /metrics\.port \d+ is taken on 127\.0\.0\.1/],
    ['bot', 'webhook: {channel: C0OPS}', /webhook has no token/],
    ['bot', 'webhook: {channel: C0OPS, tokenFile: nowhere}', /cannot read nowhere: ENOENT/],
    ['worker', 'metrics: {port: 0}', /metrics\.port/],
    ['bot', 'digest: {channel: "#ops"}', /a Slack channel id/],
  ])('%s with “%s” is told what is wrong, with status 78', async (role, config, complaint) => {
    const slack = await startSlackStandIn({
      ...{ people: [], channels: [], groups: [], tokens: { bot: 'xoxb-test', app: 'xapp-test' }, ...installedApp() },
    })
    onTestFinished(slack.close)
    const taken = new URL(slack.apiUrl).port
    const home = folder(`${config.replace('PORT', taken)}\n`)
    const ran = await endOf(role, home)
    expect(ran.stderr).toMatch(complaint)
    expect(ran.stderr).not.toMatch(/^\s+at /m)
    expect(ran.status).toBe(78)
  })
})
