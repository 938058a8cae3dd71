import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { budgetOver, CONNECTIONS, memoryLedger, WINDOW_MS, waitMs } from '../../src/probes/budget.ts'
import { fileBudget } from '../../src/probes/budget-file.ts'

const target = { address: '10.0.0.5', port: 22 }

describe('the budget', () => {
  it.each([
    ['nothing was used', [], 0],
    ['there is room', [1_000, 2_000, 3_000], 0],
    ['it is full', [1_000, 2_000, 3_000, 4_000], 1_000 + WINDOW_MS - 10_000],
    ['the oldest has just left the window', [10_000 - WINDOW_MS, 2_000, 3_000, 4_000], 0],
    ['the clock went back', [90_000, 91_000, 92_000, 93_000], 0],
  ])('waits rightly when %s', (_name, used, expected) => {
    expect(waitMs(used, 10_000)).toBe(expected)
  })

  it('never lets more through in a window than the strictest usual limit', async () => {
    const ledger = memoryLedger()
    const granted: number[] = []
    for (let now = 0; now < 120_000; now += 500) if ((await ledger.claim('host', now)) === 0) granted.push(now)
    for (const start of granted)
      expect(granted.filter((at) => at >= start && at < start + WINDOW_MS).length).toBeLessThanOrEqual(CONNECTIONS)
  })

  it('waits as long as the ledger says, then goes on', async () => {
    const answers = [40, 0]
    const { waitedMs } = await budgetOver({ claim: async () => answers.shift() ?? 0 }).take(target)
    expect(waitedMs).toBeGreaterThanOrEqual(39)
    expect(answers).toEqual([])
  })

  it('stops waiting when it is cancelled', async () => {
    const budget = budgetOver(memoryLedger())
    for (let used = 0; used < CONNECTIONS; used++) await budget.take(target)
    await expect(budget.take(target, AbortSignal.timeout(20))).rejects.toThrow()
  })
})

describe('the budget of a terminal', () => {
  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'ssh-medic-budget-'))
    onTestFinished(() => rmSync(path, { recursive: true }))
    return path
  }

  it('is shared by all processes of a user', async () => {
    const path = folder()
    for (let used = 0; used < CONNECTIONS; used++) await fileBudget(path).take(target)
    await expect(fileBudget(path).take(target, AbortSignal.timeout(50))).rejects.toThrow()
    await expect(fileBudget(path).take({ ...target, port: 2222 })).resolves.toBeDefined()
  })

  it('holds in this process where the folder cannot be made', async () => {
    const file = join(folder(), 'a-file')
    writeFileSync(file, '')
    const budget = fileBudget(join(file, 'budget'))
    for (let used = 0; used < CONNECTIONS; used++) await budget.take(target)
    await expect(budget.take(target, AbortSignal.timeout(50))).rejects.toThrow()
  })

  it('is not held up by the lock of a process that died', async () => {
    const path = folder()
    await fileBudget(path).take(target)
    const [file = ''] = readdirSync(path)
    mkdirSync(join(path, `${file}.lock`))
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(join(path, `${file}.lock`), longAgo, longAgo)
    await expect(fileBudget(path).take(target, AbortSignal.timeout(2_000))).resolves.toBeDefined()
  })
})
