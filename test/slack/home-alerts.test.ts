import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Host } from '../../src/config/schema.ts'
import { textsIn } from '../../src/demo/plain-text.ts'
import type { StandIn } from '../../src/demo/slack/stand-in.ts'
import type { Alert } from '../../src/domain/alert.ts'
import { acted } from '../../src/monitor/acts.ts'
import { recovered, withEnded } from '../../src/monitor/changes.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { changeAlert } from '../../src/store/alerts.ts'
import { noteNewest } from '../../src/store/failing.ts'
import { noteRun, type PastRun } from '../../src/store/history.ts'
import { noteOwnRun } from '../../src/store/own-runs.ts'
import { sharedRedis } from '../support/redis.ts'
import { AT, alarm } from './alarm.ts'
import { ANA, BEN, messageWith, OPS, startTeam, until } from './team.ts'

const { redis, url } = await sharedRedis()
beforeEach(() => redis.flushall())

const NOW = new Date().toISOString()
const hostOf = (name: string, tags: string[] = []): Host => ({ name, address: '10.0.0.5', port: 22, tags })
const RUN = 'alert-1.1'
const run: PastRun = {
  ...{ runId: RUN, startedAt: AT, by: { id: 'watch', name: 'the watch' } },
  ...{ verdict: 'faulty', cause: 'sshd-stopped', title: 'sshd is not running' },
}

async function team(hosts: Host[], policy: unknown = {}) {
  const started = await startTeam({ redis, url } as Parameters<typeof startTeam>[0], { hosts, policy })
  onTestFinished(() => started.close())
  return started
}

/** The alert's own check has found a cause. */
async function examined(name: string) {
  const { cause = '', title = '' } = run
  await changeAlert(redis, 'alert-1', (now) =>
    withEnded(now, name, { runId: RUN, state: 'faulty' }, { runId: RUN, cause, title, confidence: 'proven' }),
  )
  await noteNewest(redis, name, run)
  await noteRun(redis, name, run)
}
const over = (name: string) => changeAlert(redis, 'alert-1', (now) => recovered(now, name, NOW))

async function homeOf(slack: StandIn, user: string): Promise<string> {
  slack.workspace.homes.delete(user)
  await slack.openHome(user)
  return until(() => {
    const home = slack.workspace.homes.get(user)
    return home && textsIn(home.blocks).join('\n')
  })
}
async function told(slack: StandIn, line: string, words: RegExp): Promise<string> {
  await slack.type(ANA, OPS, line)
  return (await until(() => messageWith(slack, words, ANA))).text
}

describe('an open alert on the Home tab', () => {
  it('is told once, with its cause, who has it, and a way to its thread', async () => {
    const { slack } = await team([hostOf('web-01')])
    const outbox = openOutbox(redis)
    onTestFinished(() => outbox.close())
    const { notes: _n, asked: _a, place: _p, ...shown } = await alarm(redis, 'web-01')
    await examined('web-01')
    const take = (now: Alert) => acted(now, { act: 'assign' }, { id: ANA, name: 'Ana' }, new Date())
    await changeAlert(redis, 'alert-1', (now) => ((done) => ('alert' in done ? done.alert : undefined))(take(now)))
    await outbox.open('alert-1', { channel: OPS }, { state: 'alert', alert: shown })
    await outbox.wake('alert-1')
    const head = await until(() => slack.workspace.messages.find(({ channel }) => channel === OPS))
    const text = await homeOf(slack, ANA)
    expect(text).toMatch(
      /Failing now\nweb-01: SSH fails \(connection refused\)\n\. The cause: sshd is not running\. Since [\d :-]+UTC\. Ana has it\./,
    )
    expect(text.match(/sshd is not running/g)).toHaveLength(1)
    expect(JSON.stringify(slack.workspace.homes.get(ANA)?.blocks)).toContain(`p${head.ts.replace('.', '')}`)
  })

  it('is there also when no check has found anything, and only of hosts that somebody may check', async () => {
    const policy = { check: 'granted', grants: [{ users: [ANA], may: ['check'], tags: ['prod'] }] }
    const { slack } = await team([hostOf('web-01', ['prod']), hostOf('db-01')], policy)
    await alarm(redis, 'web-01', 'db-01')
    const text = await homeOf(slack, ANA)
    expect(text).toContain('web-01: SSH fails (connection refused)')
    expect(text).not.toMatch(/db-01|10\.0\.0\.0|2 hosts in/)
    expect(await homeOf(slack, BEN)).not.toMatch(/web-01|SSH fails/)
  })
})

describe('an alert that is over', () => {
  it('takes what its check found off the list, also when nobody fixed it from here', async () => {
    const { slack } = await team([hostOf('web-01')])
    await alarm(redis, 'web-01')
    await examined('web-01')
    await noteOwnRun(redis, { ...run, by: { id: ANA }, host: 'web-01' })
    await over('web-01')
    const text = await homeOf(slack, ANA)
    expect(text).toContain('Nothing that was checked in the last seven days, and no alert is open.')
    expect(text).toMatch(/sshd is not running, .*\. It answers again since/)
  })

  it('leaves a client’s own trouble there, and what was found since', async () => {
    const { slack } = await team([hostOf('web-01'), hostOf('web-02')])
    await alarm(redis, 'web-01')
    await examined('web-01')
    await over('web-01')
    await noteNewest(redis, 'web-02', { ...run, client: '203.0.113.7', title: 'a ban' })
    await noteNewest(redis, 'web-01', { ...run, runId: 'later', startedAt: NOW, title: 'a full disk' })
    const text = await homeOf(slack, ANA)
    expect(text).toContain('web-02\n: a ban (from 203.0.113.7)')
    expect(text).toContain('web-01\n: a full disk')
  })
})

describe('the commands agree', () => {
  it('while the alert is open', async () => {
    const { slack } = await team([hostOf('web-01'), hostOf('db-01')])
    await alarm(redis, 'web-01')
    await examined('web-01')
    expect(await told(slack, '/ssh-check hosts', /2 hosts/)).toContain('*Failing now, with an alert:* `web-01`\n')
    const history = await told(slack, '/ssh-check history web-01', /The last checks/)
    expect(history).toMatch(/^\*An alert is open\* since .* UTC: web-01: SSH fails \(connection refused\)\./)
  })

  it('and when it is over', async () => {
    const { slack } = await team([hostOf('web-01')])
    await alarm(redis, 'web-01')
    await examined('web-01')
    await over('web-01')
    expect(await told(slack, '/ssh-check hosts', /1 host/)).not.toContain('Failing')
    const history = await told(slack, '/ssh-check history web-01', /The last checks/)
    expect(history).toMatch(
      /^\*The last alert\* was opened .*: web-01 answers again\. The cause was: sshd is not running\./,
    )
    const week = await told(slack, '/ssh-check history', /SSH from/)
    expect(week).toMatch(/\*SSH from .*: 1 alert, over after 10 min on average\*\nAlerts: 1 opened, 1 ended/)
    expect(week).toContain('• sshd is not running (sshd-stopped): 1 host, 1 check')
  })

  it('for who may see a host, and nobody else', async () => {
    const { slack } = await team([hostOf('web-01'), hostOf('secret-01', ['secret'])], {
      ...{
        check: 'granted',
        grants: [
          { users: [BEN], may: ['check'] },
          { users: [ANA], may: ['check'], tags: ['prod'] },
        ],
      },
    })
    await alarm(redis, 'secret-01')
    await examined('secret-01')
    expect(await told(slack, '/ssh-check hosts', /no host that you may check/)).not.toContain('secret-01')
    expect(await told(slack, '/ssh-check history', /SSH from/)).toContain('Nothing happened')
  })
})
