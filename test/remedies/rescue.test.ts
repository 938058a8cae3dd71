import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/access/shell.ts'
import type { Observation } from '../../src/domain/observation.ts'
import { type CarryOut, carryOut, type Ways } from '../../src/remedies/carry-out.ts'
import { deadManFor } from '../../src/remedies/dead-man.ts'
import { quoteArgv } from '../../src/remedies/quote-argv.ts'
import { ufwAllow } from '../../src/remedies/ufw-allow.ts'
import { CLIENT, evidenceOf, insideOf } from './evidence.ts'
import { rulesOf, ufwOf, unitsOf } from './observations.ts'

const fine: RunResult = { exit: 0, stdout: '4711\n', stderr: '', timedOut: false, ms: 1 }
const UNDO = `ufw delete allow proto tcp from ${CLIENT} to any port 22`
const ARM =
  'sudo -n systemd-run --quiet --collect --on-active=180s --timer-property=AccuracySec=1s --unit=ssh-medic-undo-order-1-0 --'
const LINES = [
  `${ARM} ${UNDO}`,
  `sudo -n ufw prepend allow proto tcp from ${CLIENT} to any port 22 comment ssh-medic`,
  'sudo -n systemctl stop ssh-medic-undo-order-1-0.timer',
]

const DENYING = [':ufw-user-input - [0:0]', '-A INPUT -j ufw-user-input', `-A ufw-user-input -s ${CLIENT}/32 -j DROP`]

interface Wishes {
  /** How often one gets in before nobody does any more. */
  logins?: number
  /** Whether the commands do anything. */
  works?: boolean
  systemd?: boolean
  answer?: (command: string) => Partial<RunResult>
}

/** A host with a ufw that denies the client until a rule allows it. */
function hostWith({ logins = 9, works = true, systemd = true, answer = () => ({}) }: Wishes) {
  const log: string[] = []
  let allowed = false
  let left = logins
  const inside = (): Observation[] => [
    ...insideOf({ login: 'medic', jails: {}, rules: [], running: false }).filter(
      ({ observation }) => observation === 'identity',
    ),
    ...(systemd ? [unitsOf()] : []),
    ...rulesOf(':INPUT ACCEPT [0:0]', ...(allowed ? [`-A INPUT -s ${CLIENT}/32 -j ACCEPT`] : []), ...DENYING),
    ufwOf([]),
  ]
  const shell = {
    run: async (command: string) => {
      log.push(command)
      const result = { ...fine, ...answer(command) }
      if (works && result.exit === 0 && /^sudo -n ufw/.test(command)) allowed = command.includes('prepend')
      return result
    },
    close: () => {},
  }
  const ways: Ways = {
    visit: async () => (left-- > 0 ? { evidence: evidenceOf(inside()), shell } : { evidence: evidenceOf([]) }),
    gatherInside: async () => inside(),
  }
  return { ways, log, allow: () => (allowed = true) }
}

const orderFor = (ways: Ways, change: Partial<CarryOut> = {}): CarryOut => ({
  remedy: ufwAllow,
  args: { ip: CLIENT, port: '22' },
  direction: 'do',
  request: { runId: 'run-1', host: { name: 'web-01', address: '127.0.0.1', port: 22, tags: [] }, vantage: 'a' },
  tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
  orderId: 'order-1',
  ways,
  betweenLooksMs: 1,
  ...change,
})

describe('a remedy that may lock people out', () => {
  it('arms a timed undo first, and calls it off over a new login', async () => {
    const { ways, log } = hostWith({})
    const said: string[] = []
    const report = await carryOut(orderFor(ways, { onArmed: (text) => said.push(text) }))
    expect(log).toEqual(LINES)
    expect(said).toEqual([`web-01 runs this by itself in 180 s unless called off:\n  ${UNDO}`])
    expect(report).toMatchObject({
      outcome: 'verified',
      timedUndo: { name: 'ssh-medic-undo-order-1', command: UNDO, state: 'cancelled' },
      ran: LINES.map((command) => ({ command, exit: 0 })),
      undo: { command: `sudo -n ${UNDO}` },
    })
  })

  it('arms nothing in the direction that cannot', async () => {
    const { ways, log } = hostWith({})
    const remedy: CarryOut['remedy'] = {
      ...ufwAllow,
      rescue: (args, direction) => (direction === 'undo' ? ufwAllow.plan(args as never) : undefined),
    }
    const report = await carryOut(orderFor(ways, { remedy }))
    expect(log).toEqual(LINES.slice(1, 2))
    expect(report.outcome).toBe('verified')
    expect(report.timedUndo).toBeUndefined()
    await carryOut(orderFor(ways, { remedy, direction: 'undo' }))
    expect(log.slice(1, 3)).toEqual([`${ARM} ${LINES[1]?.replace('sudo -n ', '')}`, `sudo -n ${UNDO}`])
  })

  it('leaves the undo to the host when nobody gets in any more', async () => {
    const { ways, log } = hostWith({ logins: 1 })
    const report = await carryOut(orderFor(ways))
    expect(log).toEqual(LINES.slice(0, 2))
    expect(report).toMatchObject({ outcome: 'not-fixed', timedUndo: { state: 'armed' } })
    expect(report.detail).toContain('no new login works')
    expect(report.detail).toMatch(/The host runs by itself in 1\d\d s: ufw delete allow/)
  })

  it('leaves the undo to the host when the change did no good', async () => {
    const { ways, log } = hostWith({ works: false })
    const report = await carryOut(orderFor(ways))
    expect(log).toEqual(LINES.slice(0, 2))
    expect(report).toMatchObject({ outcome: 'not-fixed', timedUndo: { state: 'armed' } })
  })

  it('changes nothing when the undo cannot be armed', async () => {
    const { ways, log } = hostWith({
      answer: (command) => (/systemd-run/.test(command) ? { exit: 1, stderr: 'no' } : {}),
    })
    const report = await carryOut(orderFor(ways))
    expect(log.some((command) => /ufw prepend/.test(command))).toBe(false)
    expect(report).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('could not be armed') })
    expect(report.undo).toBeUndefined()
  })

  it('is inconclusive when the undo ran out before it was called off', async () => {
    const { ways } = hostWith({
      answer: (command) => (/systemctl stop/.test(command) ? { exit: 5, stderr: 'not loaded' } : {}),
    })
    const report = await carryOut(orderFor(ways))
    expect(report).toMatchObject({ outcome: 'inconclusive', timedUndo: { state: 'armed' } })
    expect(report.detail).toContain('it may have run already')
  })

  it('is undone the same way, with the change itself as the timed undo', async () => {
    const { ways, log, allow } = hostWith({})
    allow()
    const report = await carryOut(orderFor(ways, { direction: 'undo' }))
    expect(report.outcome).toBe('verified')
    expect(log).toEqual([
      `${ARM} ufw prepend allow proto tcp from ${CLIENT} to any port 22 comment ssh-medic`,
      `sudo -n ${UNDO}`,
      LINES[2],
    ])
  })

  it('arms nothing on a dry run, nor when there is nothing to do', async () => {
    const dry = hostWith({})
    const idle = hostWith({})
    idle.allow()
    await carryOut(orderFor(dry.ways, { dryRun: true }))
    await carryOut(orderFor(idle.ways))
    expect([...dry.log, ...idle.log]).toEqual([])
  })

  it('finds another way to wait where there is no systemd', async () => {
    const { ways, log } = hostWith({ systemd: false })
    expect(await carryOut(orderFor(ways))).toMatchObject({ outcome: 'verified', timedUndo: { state: 'cancelled' } })
    expect(log[0]).toMatch(/^sh -c 'command -v setsid .* ssh-medic-undo-order-1 180 sudo -n ufw delete allow/)
    expect(log.at(-1)).toBe('kill 4711')
  })
})

describe('a timed undo without systemd', () => {
  const sh = (argv: readonly [string, ...string[]]) => execFileSync('sh', ['-c', quoteArgv(argv)], { encoding: 'utf8' })
  const timer = (file: string, afterS: number) =>
    deadManFor({ argvs: [['touch', file]], afterS, orderId: 'order-1', login: 'root', systemd: false })
  const fileIn = (name: string) => join(mkdtempSync(join(tmpdir(), 'undo-')), name)

  it.each(['plain', 'two words', '$(touch x)', "it's; touch x", '"`id`"'])('runs when it is due: %s', async (name) => {
    const file = fileIn(name)
    const { arm } = timer(file, 1)
    for (const argv of arm) sh(argv)
    expect(existsSync(file)).toBe(false)
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true)
  })

  it('does not run when it is called off', async () => {
    const file = fileIn('never')
    const { arm, cancel } = timer(file, 2)
    const outputs = arm.map(sh)
    for (const argv of cancel(outputs) ?? []) sh(argv)
    await setTimeout(3_000)
    expect(existsSync(file)).toBe(false)
  })

  it('cannot be called off by what is no process id', () => {
    expect(timer('x', 1).cancel(['4711; reboot'])).toBeUndefined()
    expect(timer('x', 1).cancel([''])).toBeUndefined()
  })
})

describe('the name of a timed undo', () => {
  it.each(['Ümläut', 'a b', 'x'.repeat(200), '../../etc', ''])(
    'takes no more than a unit may be called: %j',
    (orderId) => {
      const { name } = deadManFor({ argvs: [['true']], afterS: 1, orderId, login: 'root', systemd: true })
      expect(name).toMatch(/^ssh-medic-undo-[a-z0-9-]{32}$/)
    },
  )
})
