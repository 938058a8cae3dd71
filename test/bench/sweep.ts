import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Looked } from '../../src/monitor/transition.ts'
import { look, lookAtAll } from '../../src/probes/look.ts'
import { kill } from '../support/child.ts'
import { median, type Row } from './measure.ts'

const HOSTS = 10_000
const AT_ONCE = 1_000
const ROUNDS = 5
const TIMEOUT_MS = 10_000

/** What a sweep costs the bastion: its processor time for ten thousand hosts on loopback, against a bare loop of Node. */
export async function sweeps(): Promise<Row[]> {
  const server = fork(new URL('sweep/banners.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
  try {
    const [port] = await once(server, 'message')
    const hosts = Array.from({ length: HOSTS }, (_, index) => `127.1.${index >> 8}.${index & 255}`)
    const sweep = () => lookAtAll(hosts, AT_ONCE, (address) => look(address, Number(port), TIMEOUT_MS))
    const bare = () => lookAtAll(hosts, AT_ONCE, (address) => bareLook(address, Number(port)))
    const times = { sweep: [] as number[], bare: [] as number[] }
    await Promise.all([cpuMs(sweep), cpuMs(bare)]) // Neither is measured before it is warm.
    for (let round = 0; round < ROUNDS; round++) {
      times.bare.push(await cpuMs(bare))
      times.sweep.push(await cpuMs(sweep))
    }
    return [
      {
        work: `sweep, processor time for ${HOSTS} hosts`,
        ms: median(times.sweep),
        against: 'a bare loop of Node',
        againstMs: median(times.bare),
        goal: 1.3,
      },
    ]
  } finally {
    await kill(server)
  }
}

/** Connects, reads the first bytes and hangs up: what no sweep in Node can do without. */
const bareLook = (host: string, port: number): Promise<Looked> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    socket.on('data', () => {
      socket.destroy()
      resolve({ state: 'up' })
    })
    socket.on('error', reject)
  })

async function cpuMs(work: () => Promise<Looked[]>): Promise<number> {
  const before = process.cpuUsage()
  const looks = await work()
  const { user, system } = process.cpuUsage(before)
  const seen = looks.filter(({ state }) => state === 'up').length
  if (seen !== HOSTS) throw new Error(`only ${seen} of ${HOSTS} hosts were seen up`)
  return (user + system) / 1_000
}
