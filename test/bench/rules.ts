// How long the rules of a host take that has very many, and for how long nothing else happens in the worker meanwhile.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { diagnose } from '../../src/causes/diagnose.ts'
import { readTables } from '../../src/causes/reading/firewall-rules.ts'
import { answerOf, type Evidence } from '../../src/domain/evidence.ts'
import { parseScriptOutput } from '../../src/evidence/script.ts'
import { iptablesTables } from '../../src/firewall/iptables/save.ts'
import { ipsets } from '../../src/firewall/iptables/sets/sets.ts'
import { nftTables } from '../../src/firewall/nft/ruleset.ts'
import type { Table } from '../../src/firewall/rules.ts'
import { trace } from '../../src/firewall/trace.ts'
import { inPieces } from '../../src/queue/in-pieces.ts'
import { SYN } from '../support/packet.ts'
import { median, type Row } from './measure.ts'
import { ASKS_IPSET, ipsetOf, iptablesOf, nftOf, nftSetOf } from './rule-texts.ts'
import { cpuMs, longestStallMs } from './stall.ts'

const ROUNDS = 5
/** Twice as many must cost about twice as much. */
const MOST_GROWTH = 2.6
const LONGEST_STALL_MS = 200

interface Large {
  what: string
  count: number
  /** What the tools print of so many. */
  printed: (count: number) => () => Table[]
}

const LARGE: readonly Large[] = [
  {
    what: 'rules of iptables',
    count: 10_000,
    printed: (count) => {
      const save = iptablesOf(count)
      return () => iptablesTables('iptables', save, new Map())
    },
  },
  {
    what: 'rules of nft',
    count: 10_000,
    printed: (count) => {
      const { json, text } = nftOf(count)
      return () => nftTables(json, text)
    },
  },
  {
    what: 'addresses in an ipset',
    count: 500_000,
    printed: (count) => {
      const save = ipsetOf(count)
      return () => iptablesTables('iptables', ASKS_IPSET, ipsets(save))
    },
  },
  {
    what: 'addresses in a set of nft',
    count: 500_000,
    printed: (count) => {
      const { json, text } = nftSetOf(count)
      return () => nftTables(json, text)
    },
  },
]

/** Reads and traces as many and twice as many in turn. By the CPU's time: this is computing and nothing else. */
export function growth(): Row[] {
  return LARGE.map(({ what, count, printed }) => {
    const [once, twice] = [printed(count), printed(2 * count)]
    const times: [number[], number[]] = [[], []]
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const [at, tables] of [once, twice].entries()) {
        const beganMs = cpuMs()
        mustBeAccepted(tables())
        if (round > 0) times[at]?.push(cpuMs() - beganMs)
      }
    return {
      work: `${words(2 * count)} ${what}, read and traced`,
      ours: median(times[1]),
      against: `${words(count)} of them`,
      theirs: median(times[0]),
      goal: MOST_GROWTH,
    }
  })
}

function mustBeAccepted(tables: Table[]): void {
  const { verdict } = trace(SYN, tables)
  if (verdict !== 'accepted') throw new Error(`the rules of the bench leave the packet ${verdict}`)
}

/** What the evidence script sends at the most: a longer list it asks for the client instead. */
const MOST_SENT: readonly { what: string; commands: () => Record<string, string> }[] = [
  { what: '10,000 rules of iptables', commands: () => ({ 'iptables iptables-save -c': iptablesOf(10_000) }) },
  { what: '10,000 rules of nft', commands: () => nftCommands(nftOf(10_000)) },
  {
    what: '50,000 addresses in an ipset',
    commands: () => ({ 'iptables iptables-save -c': ASKS_IPSET, 'ipset ipset save': ipsetOf(50_000) }),
  },
  { what: '150,000 addresses in a set of nft', commands: () => nftCommands(nftSetOf(150_000)) },
]

const nftCommands = ({ json, text }: { json: string; text: string }) => ({
  'nft nft -a list ruleset': text,
  'json nft -j -a list ruleset': json,
})

/** From the script's output to the diagnosis, as the worker takes it. */
export async function stalls(evidence: Evidence): Promise<Row[]> {
  const rows: Row[] = []
  for (const { what, commands } of MOST_SENT) {
    const stdout = scriptOutput(commands())
    const stallsMs: number[] = []
    for (let round = 0; round < ROUNDS; round += 1)
      stallsMs.push(await longestStallMs(() => asWorker(stdout, evidence)))
    rows.push({
      work: `${what}: the longest stall of a worker`,
      ours: median(stallsMs),
      against: 'the goal',
      theirs: LONGEST_STALL_MS,
      goal: 1,
    })
  }
  return rows
}

async function asWorker(stdout: string, evidence: Evidence): Promise<void> {
  const read = parseScriptOutput(stdout, NONCE, new Date(evidence.startedAt)).find(
    ({ observation }) => observation === 'firewall',
  )
  if (read?.outcome !== 'read') throw new Error(`the rules of the bench were not read: ${JSON.stringify(read)}`)
  const others = evidence.observations.filter(({ observation }) => observation !== 'firewall')
  const whole = { ...evidence, client: { address: SYN.source }, observations: [...others, read] }
  const firewall = answerOf(whole, 'firewall')
  await nextTurn()
  if (firewall) await inPieces(readTables(firewall))
  await nextTurn()
  diagnose(whole)
}

const NONCE = 'bench'

function scriptOutput(commands: Record<string, string>): string {
  const frames = Object.entries(commands).map(([command, output]) => {
    const lines = output.split('\n').map((line) => `|${line}`)
    return [`@@ssh-medic ${NONCE} begin firewall ${command.replace(' ', ' 1 ')}`, ...lines, END].join('\n')
  })
  return [`@@ssh-medic ${NONCE} start 1 1.00 root ${SYN.source} - 22`, ...frames, `@@ssh-medic ${NONCE} done\n`].join(
    '\n',
  )
}

const END = `@@ssh-medic ${NONCE} end 0 root 99999999 1.00`

const words = (count: number): string => count.toLocaleString('en')
