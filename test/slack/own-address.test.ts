import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { HISTORY_LENGTH, noteRun } from '../../src/store/history.ts'
import { sharedRedis } from '../support/redis.ts'
import { ANA, BEN, GUS, messageWith, OPS, startTeam, type Team, until } from './team.ts'

const redis = await sharedRedis()
let team: Team

beforeAll(async () => {
  const host = (name: string, tags: string[], address = '10.0.0.5') => ({ name, address, port: 22, tags })
  const policy = { check: 'granted', grants: [{ users: [ANA, BEN], may: ['check'], tags: ['prod'] }] }
  const hosts = [host('web-10', ['prod', 'eu'], '10.0.0.7'), host('web-2', ['prod', 'eu']), host('web-01', ['prod'])]
  team = await startTeam(redis, { policy, hosts: [...hosts, host('secret-01', [])] })
})
afterAll(() => team.close())
beforeEach(async () => {
  await redis.redis.flushall()
  team.slack.workspace.messages.splice(0)
})

const types = (text: string, user = ANA) => team.slack.type(user, OPS, `/ssh-check ${text}`)
/** What somebody is told who types so. */
async function told(text: string, user = ANA): Promise<string> {
  await types(text, user)
  return team.slack.workspace.messages.findLast(({ onlyFor }) => onlyFor === user)?.text ?? ''
}

describe('/ssh-check me', () => {
  it('remembers one’s own address, and each answer that uses it says so', async () => {
    expect(await told('me 203.0.113.7')).toMatch(/I remember `203\.0\.113\.7` for a week/)
    await types('web-01')
    const head = await until(() => messageWith(team.slack, /^Checking web-01 from 203\.0\.113\.7/))
    expect(wordsOf(head)).toMatch(/203\.0\.113\.7 is the address that Ana told me on \d{4}-\d\d-\d\d \d\d:\d\d UTC/)
    expect(wordsOf(head)).toContain('Ask with “from ADDRESS”')
  })

  it('gives way to an address that is named, and is nobody else’s', async () => {
    await told('me 203.0.113.7')
    await types('web-01 from 198.51.100.1')
    const head = await until(() => messageWith(team.slack, /^Checking web-01 from 198\.51\.100\.1/))
    expect(wordsOf(head)).not.toContain('told me')
    await types('web-2', BEN)
    const other = await until(() => messageWith(team.slack, /^Checking web-2/))
    expect(wordsOf(other)).not.toContain('203.0.113.7')
  })

  it('shows it, and forgets it', async () => {
    expect(await told('me')).toContain('I do not know the address that you connect from')
    await told('me 2001:DB8::7')
    expect(await told('me')).toMatch(/You connect from `2001:db8::7`: you told me on \d{4}-/)
    expect(await told('me forget')).toBe('Forgotten.')
    expect(await told('me forget')).toContain('Nothing to forget')
    expect(await told('me')).toContain('I do not know the address')
  })

  it.each([
    ['127.0.0.1', 'Nobody connects from `127.0.0.1`'],
    ['0.0.0.0', 'Nobody connects from'],
    ['192.168.1.5', 'hosts outside of that network see another one'],
    ['fd00::1', 'hosts outside of that network see another one'],
    ['<!channel>', 'is not an IP address'],
  ])('has a word on %s', async (address, answer) => {
    expect(await told(`me ${address}`)).toContain(answer)
  })

  it('is not for guests', async () => {
    expect(await told('me 203.0.113.7', GUS)).toContain('guests may not')
    expect(await redis.redis.keys('*address*')).toEqual([])
  })
})

describe('/ssh-check hosts', () => {
  it('lists what this person may check, by tags and in the order of a reader', async () => {
    const text = await told('hosts')
    expect(text).toBe('*3 hosts that you may check here:*\n_eu, prod:_ `web-2` `web-10`\n_prod:_ `web-01`')
  })

  it('lists those with a word in name, address or tags', async () => {
    expect(await told('hosts EU 10')).toBe('*2 hosts with “EU 10”:*\n_eu, prod:_ `web-2` `web-10`')
    expect(await told('hosts 0.7')).toContain('*1 host with “0.7”:*')
    expect(await told('hosts secret')).toContain('None of the 3 hosts that you may check here has “secret”')
    expect(await told('hosts &lt;!here&gt;')).toContain('“&lt;!here&gt;”')
  })
})

describe('/ssh-check history', () => {
  const run = (minute: number, more = {}) => ({
    ...{ runId: `run-${minute}`, startedAt: new Date(Date.UTC(2026, 0, 1, 10, minute)).toISOString() },
    ...{ by: { id: BEN, name: 'Ben <!here>' }, verdict: 'faulty' as const, cause: 'fail2ban-ban', title: 'a ban' },
    ...more,
  })

  it('tells who asked when, and what was found', async () => {
    await noteRun(redis.redis, 'web-01', run(1, { client: '203.0.113.7', user: 'deploy' }))
    await noteRun(redis.redis, 'web-01', {
      ...{ runId: 'run-2', startedAt: '2026-01-01T10:02:00.000Z', by: { id: ANA }, verdict: 'healthy' },
    })
    expect(await told('history WEB-01')).toBe(
      [
        '*The last checks of* `web-01`',
        `• 2026-01-01 10:02 UTC, ${ANA}: SSH worked`,
        '• 2026-01-01 10:01 UTC, Ben &lt;!here&gt; from 203.0.113.7 as deploy: a ban (fail2ban-ban)',
      ].join('\n'),
    )
  })

  it('says how many there are besides the ten that it shows', async () => {
    for (let minute = 0; minute < HISTORY_LENGTH; minute++) await noteRun(redis.redis, 'web-01', run(minute))
    expect((await told('history web-01')).split('\n')).toHaveLength(12)
    expect(await told('history web-01')).toContain(`… and ${HISTORY_LENGTH - 10} before.`)
  })

  it('is told only to who may check the host', async () => {
    await noteRun(redis.redis, 'secret-01', run(1))
    expect(await told('history secret-01')).toMatch(/^Sorry, no history/)
  })
})
