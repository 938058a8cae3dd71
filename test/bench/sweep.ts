import { testRedis } from '../support/redis.ts'
import { closedPort, deafPort } from '../support/serve.ts'
import { median, type Row } from './measure.ts'
import { builtChild, playedSshds } from './sweep/children.ts'
import { ALL_UP, fleetOf, HOSTS, MIXED, type Swept, type Target, TIMEOUT_MS } from './sweep/fleet.ts'
import { type Contestant, peers } from './sweep/peers.ts'

const ROUNDS = 5
const MIXED_ROUNDS = 3
const MOST_MB = 100

const PER_CPU_SECOND = 'hosts per CPU s'

/** What a sweep costs the bastion: ten thousand hosts on loopback, against others who read the same greetings. */
export async function sweeps(): Promise<Row[]> {
  const servers = await playedSshds()
  const silent = await deafPort('0.0.0.0')
  const ports = { up: servers.port, refused: await closedPort(), silent: silent.port }
  try {
    return [
      ...(await sideBySide(fleetOf(ports, ALL_UP))),
      ...(await mixed(fleetOf(ports, ALL_UP), fleetOf(ports, MIXED))),
    ]
  } finally {
    await Promise.all([servers.close(), silent.close()])
  }
}

function way(name: string, file: string, ...args: string[]): Contestant {
  const child = builtChild(file, args)
  return { name, sweep: (targets) => child.ask<Swept>(targets), close: child.close }
}

/** All of them in turn, so that whatever else the machine does hits them alike. */
async function sideBySide(fleet: readonly Target[]): Promise<Row[]> {
  const redis = await testRedis()
  const [look, path, bare] = [
    way('a look', 'looks', 'ours'),
    way('the watch', 'watch', redis.url),
    way('a bare loop of Node', 'looks', 'bare'),
  ]
  const others = await peers()
  const all = [look, path, bare, ...others]
  try {
    const times = new Map(all.map((one) => [one, [] as number[]]))
    for (const one of all) await cpuMs(one, fleet) // None is measured before it is warm.
    for (let round = 0; round < ROUNDS; round++) for (const one of all) times.get(one)?.push(await cpuMs(one, fleet))
    const speedOf = (one: Contestant) => HOSTS / (median(times.get(one) ?? []) / 1_000)
    const row = (work: string, ours: Contestant, theirs: Contestant, atLeast: number): Row => ({
      ...{ work, ours: speedOf(ours), against: theirs.name, theirs: speedOf(theirs) },
      ...{ goal: { atLeast }, unit: PER_CPU_SECOND },
    })
    return [
      row('sweep: connect, greeting, hang up', look, bare, 0.77),
      row('sweep with the budget and what is remembered, in Redis', path, bare, 0.77),
      ...others.map((peer) => row('sweep with the budget and what is remembered, in Redis', path, peer, 2.5)),
    ]
  } finally {
    await Promise.all(all.map((one) => one.close()))
    await redis.close()
  }
}

async function cpuMs({ name, sweep }: Contestant, fleet: readonly Target[]): Promise<number> {
  const { cpuMs: ms, up } = await sweep(fleet)
  if (up !== HOSTS) throw new Error(`${name} saw only ${up} of ${HOSTS} hosts`)
  return ms
}

/** Silent hosts must keep nobody waiting but themselves. */
async function mixed(allUp: readonly Target[], some: readonly Target[]): Promise<Row[]> {
  const rounds: { up: Swept; mixed: Swept }[] = []
  for (let round = 0; round < MIXED_ROUNDS; round++) rounds.push({ up: await alone(allUp), mixed: await alone(some) })
  const upMs = median(rounds.map(({ up }) => up.wallMs))
  const work = 'sweep with 10 % refused, 5 % silent'
  return [
    {
      ...{ work: `${work}: until its end`, ours: median(rounds.map((one) => one.mixed.wallMs)) },
      ...{ against: 'timeout + 1.3 × all up', theirs: TIMEOUT_MS + 1.3 * upMs, goal: 1 },
    },
    {
      ...{ work: `${work}: memory at most`, ours: median(rounds.map((one) => one.mixed.rssMb)) },
      ...{ against: 'the goal', theirs: MOST_MB, goal: 1, unit: 'MB' },
    },
  ]
}

/** In a process that has done nothing before, so that the memory is that of one sweep. */
async function alone(fleet: readonly Target[]): Promise<Swept> {
  const child = builtChild('looks', ['ours'])
  try {
    return await child.ask<Swept>(fleet)
  } finally {
    await child.close()
  }
}
