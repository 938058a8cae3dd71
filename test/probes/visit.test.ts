import { mkdirSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Evidence } from '../../src/domain/evidence.ts'
import type { Step } from '../../src/domain/message.ts'
import { type ObservationName, outsideNames } from '../../src/domain/observation.ts'
import { sections } from '../../src/evidence/index.ts'
import { budgetOver, CONNECTIONS, memoryLedger } from '../../src/probes/budget.ts'
import { collect } from '../../src/probes/collect.ts'
import type { CheckRequest, Tools } from '../../src/probes/tools.ts'
import { visit } from '../../src/probes/visit.ts'
import { eventually } from '../support/eventually.ts'
import { closedPort, deafPort, playServer } from '../support/serve.ts'
import { sshHost } from '../support/ssh-host.ts'

const newTools = (more: Partial<Tools> = {}): Tools => ({
  knownHosts: '/nonexistent/known_hosts',
  budget: budgetOver(memoryLedger()),
  ...more,
})

const requestFor = (host: Partial<CheckRequest['host']>, more: Partial<CheckRequest> = {}): CheckRequest => ({
  runId: 'run',
  host: { name: 'web-01', address: '127.0.0.1', port: 22, user: 'medic', tags: [], ...host },
  vantage: 'here',
  ...more,
})

const seen = ({ observations }: Evidence, name: ObservationName) =>
  observations.find(({ observation }) => observation === name)

const whySkipped = (evidence: Evidence, name: ObservationName) => {
  const observation = seen(evidence, name)
  return observation?.outcome === 'skipped' ? observation.because : `not skipped: ${observation?.outcome}`
}

async function served(play: (socket: Socket) => void) {
  const server = await playServer(play)
  onTestFinished(server.close)
  return server
}

describe('a visit', () => {
  it('gets in over one connection, and has an observation for everything there is to ask', async () => {
    const host = await sshHost()
    const taken: string[] = []
    const budget = {
      take: async ({ address, port }: { address: string; port: number }) => {
        taken.push(`${address}:${port}`)
        return { waitedMs: 0 }
      },
    }
    const { evidence, shell } = await visit(requestFor(host), newTools({ knownHosts: host.knownHosts, budget }))
    onTestFinished(() => shell?.close())
    expect(shell).toBeDefined()
    expect(taken).toEqual([`127.0.0.1:${host.port}`])
    expect(seen(evidence, 'login')).toMatchObject({ outcome: 'accepted', user: 'medic' })
    const names = evidence.observations.map(({ observation }) => observation)
    expect(names.toSorted()).toEqual([...outsideNames, ...Object.keys(sections)].toSorted())
  })

  it('answers a refusal at once, and says why the rest was not asked', async () => {
    const port = await closedPort()
    const steps: Step[] = []
    const evidence = await collect(requestFor({ port }), newTools({ onStep: (step) => void steps.push(step) }))
    // Nothing was waited for: the exact figure is a matter of `npm run bench`.
    expect(evidence.durationMs).toBeLessThan(2_000)
    expect(seen(evidence, 'connect')).toMatchObject({ outcome: 'refused', by: 'rst' })
    expect(seen(evidence, 'control')).toMatchObject({ outcome: 'refused', by: 'rst' })
    for (const name of ['banner', 'login', 'script', 'fail2ban'] as const)
      expect(whySkipped(evidence, name)).toBe('the port did not connect')
    expect(steps).toContainEqual({
      name: 'connect',
      state: 'done',
      detail: `127.0.0.1 port ${port} refused by a TCP reset`,
      ms: expect.any(Number),
    })
  })

  it('answers at once when the name has no address', async () => {
    const evidence = await collect(requestFor({ address: 'no..such.name' }), newTools())
    expect(evidence.durationMs).toBeLessThan(300)
    expect(seen(evidence, 'resolve')).toMatchObject({ outcome: 'no-such-name', code: 'ENOTFOUND' })
    expect(whySkipped(evidence, 'connect')).toBe('the name has no address')
  })

  it('waits for a silent port no longer than it must, and asks the control port meanwhile', async () => {
    const { port, close } = await deafPort()
    onTestFinished(close)
    const evidence = await collect(requestFor({ port }), newTools())
    expect(evidence.durationMs).toBeLessThan(3_500)
    expect(seen(evidence, 'connect')?.outcome).toBe('timed-out')
    expect(seen(evidence, 'control')?.outcome).toBe('refused')
    expect(whySkipped(evidence, 'other-ports')).toBe('the SSH port did not refuse')
  })

  it('says what to do about a key that is not there', async () => {
    const host = await sshHost()
    const request = requestFor({ port: host.port, identityFile: join(host.folder, 'nowhere') })
    const evidence = await collect(request, newTools({ knownHosts: host.knownHosts }))
    expect(seen(evidence, 'banner')?.outcome).toBe('banner')
    expect(whySkipped(evidence, 'login')).toMatch(/nowhere cannot be read \(ENOENT\): correct identityFile/)
    expect(whySkipped(evidence, 'fail2ban')).toBe(whySkipped(evidence, 'login'))
  })

  it('records our own failure as ours', async () => {
    const host = await sshHost()
    const unreadable = join(host.folder, 'a-folder')
    mkdirSync(unreadable)
    const evidence = await collect(requestFor(host), newTools({ knownHosts: unreadable }))
    expect(seen(evidence, 'login')).toMatchObject({
      outcome: 'crashed',
      error: expect.stringContaining('cannot read the known_hosts file'),
    })
  })
})

describe('a visit for somebody who tries another port', () => {
  it('looks inside through the inventory’s port when theirs refuses', async () => {
    const host = await sshHost()
    const port = await closedPort()
    const evidence = await collect(requestFor(host, { port }), newTools({ knownHosts: host.knownHosts }))
    expect(evidence.host.port).toBe(port)
    expect(seen(evidence, 'connect')).toMatchObject({ outcome: 'refused', port })
    expect(whySkipped(evidence, 'banner')).toBe('the port did not connect')
    expect(seen(evidence, 'login')).toMatchObject({ outcome: 'accepted' })
    expect(seen(evidence, 'script')?.outcome).not.toBe('skipped')
  })

  it('leaves a host alone that has turned us away', async () => {
    let visitors = 0
    const inventory = await served(() => void visitors++)
    const theirs = await served((socket) => socket.end('Not allowed at this time\r\n'))
    const evidence = await collect(requestFor({ port: inventory.port }, { port: theirs.port }), newTools())
    expect(seen(evidence, 'banner')).toMatchObject({ outcome: 'refusal-text', text: 'Not allowed at this time' })
    expect(visitors).toBe(0)
  })
})

describe('a cancelled visit', () => {
  it('ends at once, throws, and leaves no connection open', async () => {
    let open = 0
    const { port } = await served((socket) => {
      open++
      socket.on('close', () => void open--).resume()
    })
    const controller = new AbortController()
    const onStep = ({ name, state }: Step) => {
      if (name === 'banner' && state === 'running') setTimeout(() => controller.abort(), 20)
    }
    const started = performance.now()
    const visiting = visit(requestFor({ port }), newTools({ signal: controller.signal, onStep }))
    await expect(visiting).rejects.toMatchObject({ name: 'AbortError' })
    expect(performance.now() - started).toBeLessThan(1_000)
    await eventually(() => expect(open).toBe(0))
  })

  it('does not wait for the budget either, and says until when it would have', async () => {
    const { port } = await served(() => {})
    const budget = budgetOver(memoryLedger())
    for (let used = 0; used < CONNECTIONS; used++) await budget.take({ address: '127.0.0.1', port })
    const steps: Step[] = []
    const tools = newTools({ budget, signal: AbortSignal.timeout(700), onStep: (step) => void steps.push(step) })
    await expect(collect(requestFor({ port }), tools)).rejects.toThrow()
    const detail = expect.stringMatching(/^waiting until \d\d:\d\d:\d\d UTC, so as not to trip the host’s rate limits/)
    expect(steps).toContainEqual({ name: 'budget', state: 'running', detail })
    const [, time = ''] = /until (\S+) UTC/.exec(steps.find(({ name }) => name === 'budget')?.detail ?? '') ?? []
    const waitMs = Date.parse(`${new Date().toISOString().slice(0, 10)}T${time}Z`) - Date.now()
    expect((waitMs + 86_400_000) % 86_400_000).toBeLessThan(31_000)
  })
})
