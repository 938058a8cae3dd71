import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RunResult } from '../../src/access/shell.ts'
import { type CarryOut, carryOut, type Ways } from '../../src/remedies/carry-out.ts'
import { fail2banUnban } from '../../src/remedies/fail2ban-unban.ts'
import { markArgv } from '../../src/remedies/mark.ts'
import { quoteArgv } from '../../src/remedies/quote-argv.ts'
import { CLIENT, evidenceOf, f2bRule, insideOf } from './evidence.ts'

const FIRST = 0
const BEFORE = 10
const NO_PLACE = 11

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ssh-medic-mark-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** What a shell makes of it, as it does on a host. */
async function marked(orderId: string, places: string[]): Promise<number> {
  const child = spawn('sh', ['-c', quoteArgv(markArgv(orderId, places))], { stdio: 'ignore' })
  const [status] = await once(child, 'exit')
  return Number(status)
}

describe('the mark of an order on its host', () => {
  it('is made by one of all who try at the same time', async () => {
    const places = [folder(), folder()]
    const all = await Promise.all(Array.from({ length: 20 }, () => marked('order-1', places)))
    expect(all.sort()).toEqual([FIRST, ...Array.from({ length: 19 }, () => BEFORE)])
  })

  it('is one for each order', async () => {
    const places = [folder()]
    expect(await marked('order-1', places)).toBe(FIRST)
    expect(await marked('order-2', places)).toBe(FIRST)
    expect(await marked('order-1', places)).toBe(BEFORE)
  })

  it('is made elsewhere where the first place cannot be written, and found there when it can be again', async () => {
    const [gone, other] = [join(folder(), 'gone'), folder()]
    expect(await marked('order-1', [gone, other])).toBe(FIRST)
    mkdirSync(gone)
    expect(await marked('order-1', [gone, other])).toBe(BEFORE)
  })

  it('is not made where nothing can be written', async () => {
    expect(await marked('order-1', ['/nowhere', '/dev/null'])).toBe(NO_PLACE)
  })

  it.each<[string, (path: string) => void]>([
    ['a file', (path) => writeFileSync(path, '')],
    ['a link to nowhere', (path) => symlinkSync('/nowhere', path)],
    ['a link to a directory', (path) => symlinkSync('/tmp', path)],
  ])('counts as made where somebody put %s in its place', async (_what, put) => {
    const place = folder()
    put(join(place, 'ssh-medic-begun-order-1'))
    expect(await marked('order-1', [place])).toBe(BEFORE)
  })

  it('goes after two days, with nothing else', async () => {
    const place = folder()
    const old = new Date(Date.now() - 3 * 86_400_000)
    for (const name of ['ssh-medic-begun-old', 'ssh-medic-begun-new', 'of-somebody-else']) {
      mkdirSync(join(place, name))
      if (!name.endsWith('new')) utimesSync(join(place, name), old, old)
    }
    await marked('order-1', [place])
    expect(readdirSync(place).sort()).toEqual(['of-somebody-else', 'ssh-medic-begun-new', 'ssh-medic-begun-order-1'])
  })

  it.each(["o'; touch x; '", '../../x', '$(touch x)', '-p', ''])(
    'takes no more than a name from an id: %j',
    async (id) => {
      const place = folder()
      expect(await marked(id, [place])).toBe(FIRST)
      expect(readdirSync(place)).toEqual([expect.stringMatching(/^ssh-medic-begun-[a-z0-9-]+$/)])
      expect(existsSync('x')).toBe(false)
    },
  )
})

const fine: RunResult = { exit: 0, stdout: '', stderr: '', timedOut: false, ms: 1 }

/** A host that bans the client whatever is run, and marks as it is told. */
function bannedHost(answer: Partial<RunResult>) {
  const ran: string[] = []
  const inside = () => insideOf({ login: 'medic', jails: { sshd: [CLIENT] }, rules: [f2bRule], running: true })
  const shell = {
    run: async (command: string) => {
      ran.push(command.includes('ssh-medic-begun') ? 'mark' : command)
      return command.includes('ssh-medic-begun') ? { ...fine, ...answer } : fine
    },
    close: () => {},
  }
  const ways: Ways = {
    visit: async () => ({ evidence: evidenceOf(inside()), shell }),
    gatherInside: async () => inside(),
  }
  return { ways, ran }
}

const order = (ways: Ways, change: Partial<CarryOut> = {}): CarryOut => ({
  remedy: fail2banUnban,
  args: { jail: 'sshd', ip: CLIENT },
  direction: 'do',
  request: { runId: 'r', host: { name: 'web-01', address: '127.0.0.1', port: 22, tags: [] }, vantage: 'a' },
  tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
  orderId: 'order-1',
  once: true,
  ways,
  betweenLooksMs: 1,
  ...change,
})

describe('an order that several workers may hold', () => {
  it('is marked on the host before the first command, and that is on record', async () => {
    const { ways, ran } = bannedHost({})
    const report = await carryOut(order(ways))
    expect(ran).toEqual(['mark', `sudo -n fail2ban-client set sshd unbanip ${CLIENT}`])
    expect(report.ran?.map(({ command }) => command)).toEqual([
      quoteArgv(markArgv('order-1')),
      `sudo -n fail2ban-client set sshd unbanip ${CLIENT}`,
    ])
  })

  it('changes nothing where the host was marked before, and says how to look', async () => {
    const { ways, ran } = bannedHost({ exit: BEFORE })
    const report = await carryOut(order(ways))
    expect(ran).toEqual(['mark'])
    expect(report).toMatchObject({ outcome: 'inconclusive', detail: expect.stringContaining('Check web-01 again') })
    expect(report.undo).toBeUndefined()
  })

  it.each<[string, Partial<RunResult>]>([
    ['the host has no place for it', { exit: NO_PLACE }],
    ['the host does not answer', { exit: null, timedOut: true }],
    ['the host has no such commands', { exit: 127, stderr: 'sh: mkdir: not found' }],
  ])('changes nothing where it cannot be marked: %s', async (_why, answer) => {
    const { ways, ran } = bannedHost(answer)
    const report = await carryOut(order(ways))
    expect(ran).toEqual(['mark'])
    expect(report).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('could not note') })
  })

  it('leaves no mark when it only looks, nor when there is nothing to do', async () => {
    const { ways, ran } = bannedHost({})
    await carryOut(order(ways, { dryRun: true }))
    await carryOut(order(ways, { direction: 'undo' }))
    expect(ran).toEqual([])
  })

  it('is asked last whether anything may be changed: after the mark', async () => {
    const { ways, ran } = bannedHost({})
    const report = await carryOut(
      order(ways, { hold: async () => (ran.includes('mark') ? 'changes are paused by Ada' : undefined) }),
    )
    expect(ran).toEqual(['mark'])
    expect(report).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('paused by Ada') })
  })
})
