import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { budgetOver, memoryLedger } from '../../src/probes/budget.ts'
import { visit } from '../../src/probes/visit.ts'
import { sshHost } from '../support/ssh-host.ts'

const ONE_WAY_MS = 40
const GOAL = 8

/** A relay that keeps every byte for a while, as distance does, and counts how often the client had to wait for an answer. */
async function distantPort(target: number) {
  let connections = 0
  let turns = 0
  const server = createServer((near) => {
    connections++
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true })
    let lastFrom: Socket | undefined
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (chunk) => {
        if (from === near && lastFrom !== near) turns++
        lastFrom = from
        setTimeout(() => to.write(chunk), ONE_WAY_MS)
      })
      from.on('error', () => {}).on('close', () => to.destroy())
    }
    pass(near, far)
    pass(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the relay has no port')
  return { port: address.port, counted: () => ({ connections, turns }) }
}

describe('the way from connect to the end of the evidence script', () => {
  it(`takes one connection and at most ${GOAL} round trips`, async () => {
    const scripts: string[] = []
    const host = await sshHost({
      onExec: (command, input) => {
        scripts.push(`${command} ${input.length}`)
        return { stdout: 'x'.repeat(10_000), exit: 0 }
      },
    })
    const relay = await distantPort(host.port)
    host.enrol(relay.port)
    const { shell } = await visit(
      {
        runId: 'run',
        host: { name: 'far', address: '127.0.0.1', user: 'medic', tags: [], ...host, port: relay.port },
        vantage: 'here',
      },
      { knownHosts: host.knownHosts, budget: budgetOver(memoryLedger()) },
    )
    const { connections, turns } = relay.counted()
    shell?.close()
    expect(scripts).toHaveLength(1)
    expect(connections).toBe(1)
    // TCP's own handshake, which the relay answers, and the banner, for which we wait without a word, are one each. Each of the
    // rest waits for the one before: algorithms, keys, login, channel, command, script.
    expect(turns).toBe(6)
    expect(turns + 2).toBeLessThanOrEqual(GOAL)
  })
})
