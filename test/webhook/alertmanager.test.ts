import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readMoves } from '../../src/store/moves.ts'
import { startWebhook } from '../../src/webhook/server.ts'
import { freePort } from '../slack/bot.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { hosts, TOKEN } from './payloads.ts'

const PROGRAM = ['prometheus-alertmanager', 'alertmanager'].find(
  (name) => spawnSync(name, ['--version']).error === undefined,
)
if (PROGRAM === undefined)
  console.warn('NOT TRIED with a real Alertmanager: it is not here (Debian package prometheus-alertmanager)')

const { redis, url } = await sharedRedis()

it.skipIf(PROGRAM === undefined)(
  'a real Alertmanager, configured as documented, delivers an alert and its end',
  async () => {
    const webhook = await startWebhook({
      ...{ where: { port: 0, bind: '127.0.0.1' }, token: TOKEN, redisUrl: url },
      ...{ hosts, vantage: 'bastion-a', channel: 'C1' },
    })
    onTestFinished(webhook.close)
    const tell = await alertmanager(webhook.port)
    const labels = { alertname: 'SshDown', instance: 'web-01:9100' }
    const annotations = { summary: 'SSH does not answer' }
    const startsAt = new Date(Date.now() - 60_000).toISOString()

    await tell([{ labels, annotations, startsAt }])
    await eventually(async () => expect(await moves()).toEqual(['open web-01 firing SshDown: SSH does not answer']))
    await tell([{ labels, annotations, startsAt, endsAt: new Date().toISOString() }])
    await eventually(async () =>
      expect((await moves())[1]).toBe('resolve web-01 resolved SshDown: SSH does not answer'),
    )
    expect(await moves()).toHaveLength(2)
  },
)

const moves = async () =>
  (await readMoves(redis, 10)).map(
    ({ move }) => `${move?.move} ${move?.host} ${move?.report?.state} ${move?.report?.title}`,
  )

/** Alertmanager on loopback with the configuration of the documentation, but quicker. Returns how to give it alerts. */
async function alertmanager(webhookPort: number): Promise<(alerts: unknown[]) => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ssh-medic-alertmanager-'))
  const documented = await readFile('docs/examples/alertmanager.yml', 'utf8')
  const config = documented
    .replace('127.0.0.1:9523', `127.0.0.1:${webhookPort}`)
    .replace('/etc/ssh-medic/webhook.token', join(folder, 'token'))
    .replace('group_wait: 10s', 'group_wait: 0s')
    .replace('group_interval: 1m', 'group_interval: 1s')
  await writeFile(join(folder, 'token'), `${TOKEN}\n`)
  await writeFile(join(folder, 'alertmanager.yml'), config)
  const port = await freePort()
  const child = spawn(
    PROGRAM ?? '',
    [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  onTestFinished(async () => {
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  })
  const base = `http://127.0.0.1:${port}`
  await eventually(async () => expect((await fetch(`${base}/-/ready`)).status).toBe(200))
  return async (alerts) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${base}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(alerts) })
    expect(response.status).toBe(200)
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
