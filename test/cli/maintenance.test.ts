import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { until } from '../slack/team.ts'
import { ALERTS, hostOf, startWatching } from '../slack/watching.ts'
import { sharedRedis } from '../support/redis.ts'

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js')
const { redis, url } = await sharedRedis()
beforeEach(() => redis.flushall())

const HOSTS = {
  'web-01': { address: '127.0.0.1', port: 1 },
  'batch-01': { address: '127.0.0.1', port: 1, tags: ['batch'] },
}
const WATCH = { channel: ALERTS, groups: [{ hosts: ['*'] }] }

/** The built program, where this configuration lies. */
function place(more: object = {}, redisUrl = url) {
  const home = mkdtempSync(join(tmpdir(), 'ssh-medic-maintenance-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  writeFileSync(
    join(home, 'ssh-medic.yml'),
    JSON.stringify({ vantage: 'bastion-a', redis: redisUrl, hosts: HOSTS, ...more }),
  )
  return (...words: string[]) =>
    new Promise<{ status: number; said: string }>((resolve) => {
      const env = { PATH: process.env.PATH, HOME: home, NO_COLOR: '1' }
      execFile(process.execPath, [MAIN, 'maintenance', ...words], { cwd: home, env }, (error, stdout, stderr) =>
        resolve({ status: error ? Number(error.code) : 0, said: `${stdout}${stderr}`.trim() }),
      )
    })
}

describe('ssh-medic maintenance', () => {
  it('begins, is listed and ends', async () => {
    const run = place()
    expect(await run()).toEqual({ status: 0, said: 'No host is in maintenance.' })
    expect((await run('WEB-01', '--for', '2h')).said).toMatch(
      /^web-01 raises no alerts until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
    )
    expect((await run()).said).toMatch(/^web-01 until .* UTC, by \S+@\S+$/)
    const kept: unknown = JSON.parse((await redis.hget('ssh-medic:maintenance', 'web-01')) ?? '')
    const { at, until: end } = kept as { at: string; until: string }
    expect(Date.parse(end) - Date.parse(at)).toBe(7_200_000)
    expect(await run('web-01', '--end')).toEqual({ status: 0, said: 'web-01 raises alerts again.' })
    expect(await run('web-01', '--end')).toEqual({ status: 0, said: 'web-01 was not in maintenance.' })
    expect(await run()).toEqual({ status: 0, said: 'No host is in maintenance.' })
  })

  it('tells of weekly windows, too, and does not say that one can be ended', async () => {
    const now = new Date()
    const time = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString().slice(11, 16)
    const window = { tags: ['batch'], from: time(-60), to: time(60) }
    const run = place({ watch: { ...WATCH, maintenance: [window] } })
    expect((await run()).said).toBe('batch-01, by a weekly window of watch.maintenance')
    expect((await run('batch-01', '--end')).said).toMatch(/^batch-01 is in a weekly window/)
  })

  it.each([
    ['a host without a time', ['web-01'], 64, 'ssh-medic maintenance web-01 --for 2h, or end it with'],
    ['a time and an end', ['web-01', '--for', '2h', '--end'], 64, 'say how long'],
    ['a time without a host', ['--for', '2h'], 64, 'name the host, as in: ssh-medic maintenance web-01 --for 2h'],
    ['an end without a host', ['--end'], 64, 'name the host, as in: ssh-medic maintenance web-01 --end'],
    ['a typing error', ['wbe-01', '--for', '2h'], 64, 'wbe-01 is not in the inventory: did you mean web-01?'],
    ['no time', ['web-01', '--for', 'ever'], 64, 'it is a time such as 30m, 2h or 1d, and at most 30d'],
    ['nothing', ['web-01', '--for', '0m'], 64, 'it is a time such as'],
    ['years', ['web-01', '--for', '9999d'], 64, 'at most 30d'],
  ])('refuses %s, and says what to type', async (_what, words, status, said) => {
    expect(await place()(...words)).toEqual({ status, said: expect.stringContaining(said) })
    expect(await redis.exists('ssh-medic:maintenance')).toBe(0)
  })

  it('says that Redis is away, and which settings to look at', async () => {
    const answer = await place({}, 'redis://127.0.0.1:1')('web-01', '--for', '1h')
    expect(answer).toEqual({ status: 69, said: expect.stringMatching(/Redis is away.*REDIS_URL/) })
  })

  it('keeps a failing host quiet, which raises its alert when that is ended', { timeout: 60_000 }, async () => {
    const run = place()
    await run('web-01', '--for', '1h')
    const team = await startWatching({ redisUrl: url, hosts: [hostOf('web-01', 1)], watch: WATCH })
    onTestFinished(() => team.close())
    await sleep(2_000)
    expect(team.threads()).toEqual([])
    await run('web-01', '--end')
    const head = await until(() => team.threads()[0])
    await until(() => /web-01: SSH fails/.test(wordsOf(head)) || undefined)
  })

  it('silences an alert that is open, tells its thread who did that, and that it was ended', {
    timeout: 60_000,
  }, async () => {
    const run = place()
    const team = await startWatching({ redisUrl: url, hosts: [hostOf('web-01', 1)], watch: WATCH })
    onTestFinished(() => team.close())
    const head = await until(() => team.threads()[0])
    await run('web-01', '--for', '1h')
    await until(() => /Put into maintenance by \S+@\S+ until/.test(wordsOf(head)) || undefined)
    await run('web-01', '--end')
    await until(() => team.replies(head.ts).some((text) => /ended the maintenance of web-01/.test(text)) || undefined)
    await until(() => !/maintenance/.test(wordsOf(head)) || undefined)
  })
})
