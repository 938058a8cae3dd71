import { describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/access/shell.ts'
import { type CarryOut, carryOut, type Ways } from '../../src/remedies/carry-out.ts'
import { fail2banUnban } from '../../src/remedies/fail2ban-unban.ts'
import { CLIENT, evidenceOf, f2bRule, type Host, insideOf } from './evidence.ts'

const banned: Host = { login: 'medic', jails: { sshd: [CLIENT], recidive: [CLIENT] }, rules: [f2bRule], running: true }
const free: Host = { ...banned, jails: { sshd: [], recidive: [] }, rules: [] }
const bothJails = { jail: 'sshd,recidive', ip: CLIENT }
const fine: RunResult = { exit: 0, stdout: '1', stderr: '', timedOut: false, ms: 1 }

/** A host whose state follows the commands that it is given. */
function hostOf(start: Host, effect: (host: Host, command: string) => Host, answer: RunResult = fine) {
  const log = { ran: [] as string[], looks: 0, closed: 0, asked: [] as (string | undefined)[] }
  let host = start
  const shell = {
    run: async (command: string) => {
      log.ran.push(command)
      host = effect(host, command)
      return answer
    },
    close: () => {
      log.closed++
    },
  }
  const ways: Ways = {
    visit: async (request) => {
      log.asked.push(request.client)
      return { evidence: evidenceOf(insideOf(host), request.client), shell }
    },
    gatherInside: async () => {
      log.looks++
      return insideOf(host)
    },
  }
  return { ways, log }
}

const obedient = (host: Host, command: string): Host => {
  const [, jail = '', verb, ip = ''] = /set (\S+) (\S+) (\S+)/.exec(command) ?? []
  const jails = { ...host.jails, [jail]: verb === 'banip' ? [ip] : [] }
  return { ...host, jails, rules: Object.values(jails).flat().length > 0 ? [f2bRule] : [] }
}
const idle = (host: Host) => host

const orderFor = (ways: Ways, change: Partial<CarryOut> = {}): CarryOut => ({
  remedy: fail2banUnban,
  args: bothJails,
  direction: 'do',
  request: {
    runId: 'run-1',
    host: { name: 'web-01', address: '127.0.0.1', port: 22, tags: [] },
    vantage: 'bastion-a',
  },
  tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
  ways,
  betweenLooksMs: 1,
  ...change,
})

describe('carrying out a remedy', () => {
  it('frees the client in every jail, proves it, and tells the way back', async () => {
    const { ways, log } = hostOf(banned, obedient)
    const report = await carryOut(orderFor(ways))
    const lines = [
      `sudo -n fail2ban-client set sshd unbanip ${CLIENT}`,
      `sudo -n fail2ban-client set recidive unbanip ${CLIENT}`,
    ]
    expect(log).toEqual({ ran: lines, looks: 1, closed: 1, asked: [CLIENT] })
    expect(report).toMatchObject({
      schema: 'ssh-medic/action@1',
      outcome: 'verified',
      command: lines.join('\n'),
      undo: { command: lines.join('\n').replaceAll('unbanip', 'banip') },
      before: { bannedIn: ['sshd', 'recidive'], rules: [f2bRule.text] },
      after: { bannedIn: [], rules: [] },
    })
  })

  it('undoes it the same way, and proves that the ban is back', async () => {
    const { ways, log } = hostOf(free, obedient)
    const report = await carryOut(orderFor(ways, { direction: 'undo' }))
    expect(log.ran).toHaveLength(2)
    expect(report).toMatchObject({ outcome: 'verified', direction: 'undo', after: { bannedIn: ['sshd', 'recidive'] } })
    expect(report.undo).toBeUndefined()
  })

  it('needs no sudo where the login is root', async () => {
    const { ways, log } = hostOf({ ...banned, login: 'root', jails: { sshd: [CLIENT] } }, obedient)
    const report = await carryOut(orderFor(ways, { args: { jail: 'sshd', ip: CLIENT } }))
    expect(log.ran).toEqual([`fail2ban-client set sshd unbanip ${CLIENT}`])
    expect(report.undo?.command).toBe(`fail2ban-client set sshd banip ${CLIENT}`)
  })

  it('does not take an exit status of 0 for a fix', async () => {
    const { ways, log } = hostOf(banned, idle)
    const report = await carryOut(orderFor(ways))
    expect(report).toMatchObject({
      outcome: 'not-fixed',
      detail: expect.stringContaining('is banned in sshd, recidive'),
    })
    expect(log.looks).toBe(4)
  })

  it('is not verified while a rule in the kernel still blocks, though no jail lists the client', {
    timeout: 10_000,
  }, async () => {
    const { ways } = hostOf(banned, (host) => ({ ...host, jails: { sshd: [], recidive: [] } }))
    const report = await carryOut(orderFor(ways))
    expect(report).toMatchObject({
      outcome: 'not-fixed',
      detail: expect.stringContaining('a rule of fail2ban still blocks'),
    })
  })

  it('looks again when the change takes a moment', async () => {
    const { ways, log } = hostOf(banned, idle)
    let looks = 0
    const slow: Ways = { ...ways, gatherInside: async () => insideOf(++looks < 2 ? banned : free) }
    expect(await carryOut(orderFor(slow))).toMatchObject({ outcome: 'verified' })
    expect(log.ran).toHaveLength(2)
  })

  it('looks as often as a remedy needs that takes effect late', async () => {
    const { ways, log } = hostOf(banned, idle)
    await carryOut(orderFor(ways, { remedy: { ...fail2banUnban, looks: 7 } }))
    expect(log.looks).toBe(7)
  })

  it('names the step that may follow, with what would run, only once the change is proven', async () => {
    const remedy = { ...fail2banUnban, next: { id: 'fail2ban-ignore', args: () => ({ jail: 'sshd', ip: CLIENT }) } }
    const reportAfter = (start: Host, effect: typeof idle | typeof obedient, change: Partial<CarryOut> = {}) =>
      carryOut(orderFor(hostOf(start, effect).ways, { remedy, ...change }))
    expect((await reportAfter(banned, obedient)).next).toMatchObject({
      id: 'fail2ban-ignore',
      command: expect.stringContaining(`sudo -n fail2ban-client set sshd addignoreip ${CLIENT}`),
    })
    expect((await reportAfter(banned, idle)).next).toBeUndefined()
    expect((await reportAfter(free, obedient, { direction: 'undo' })).next).toBeUndefined()
  })

  it('stops at the first command that fails, and tells what it complained of', async () => {
    const { ways, log } = hostOf(banned, idle, { ...fine, exit: 1, stderr: 'sudo: a password is required\n' })
    const report = await carryOut(orderFor(ways))
    expect(log.ran).toHaveLength(1)
    expect(report).toMatchObject({ outcome: 'not-fixed', detail: expect.stringContaining('a password is required') })
  })

  it.each<[string, Host, Partial<CarryOut>, string]>([
    ['nothing to do when the client is free already', free, {}, 'nothing-to-do'],
    ['nothing to do when it is to be banned again and is', banned, { direction: 'undo' }, 'nothing-to-do'],
    ['nothing to do but to tell on a dry run', banned, { dryRun: true }, 'nothing-to-do'],
    ['a refusal when the trouble cannot be shown', { ...banned, running: false }, {}, 'refused'],
  ])('ends as %s, and runs nothing', async (_case, host, change, outcome) => {
    const { ways, log } = hostOf(host, obedient)
    const report = await carryOut(orderFor(ways, change))
    expect(report.outcome).toBe(outcome)
    expect(report.undo).toBeUndefined()
    expect(report.command).toContain('fail2ban-client set sshd')
    expect(log).toMatchObject({ ran: [], closed: 1 })
  })

  it('is inconclusive without a shell, and says that nothing was changed', async () => {
    const { ways } = hostOf(banned, obedient)
    const shut: Ways = { ...ways, visit: async () => ({ evidence: evidenceOf([]) }) }
    const report = await carryOut(orderFor(shut))
    expect(report).toMatchObject({ outcome: 'inconclusive', detail: expect.stringContaining('nothing was changed') })
  })

  it('is inconclusive when nobody can look afterwards', async () => {
    const { ways } = hostOf(banned, obedient)
    const report = await carryOut(orderFor({ ...ways, gatherInside: async () => [] }))
    expect(report).toMatchObject({ outcome: 'inconclusive', undo: { command: expect.stringContaining('banip') } })
  })

  it('is inconclusive when the connection dies in the middle, and offers the way back', async () => {
    const { ways, log } = hostOf(banned, () => {
      throw new Error('connection lost')
    })
    const report = await carryOut(orderFor({ ...ways, gatherInside: async () => [] }))
    expect(report).toMatchObject({ outcome: 'inconclusive', detail: expect.stringContaining('connection lost') })
    expect(report.undo).toBeDefined()
    expect(log).toMatchObject({ ran: [expect.stringContaining('unbanip')], closed: 1 })
  })
})
