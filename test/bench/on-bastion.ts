// The part of the benchmark that runs where a worker would: prints its rows as JSON. Arguments: configuration, address.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diagnose } from '../../src/causes/diagnose.ts'
import { inventoryOf } from '../../src/config/inventory.ts'
import { loadConfig } from '../../src/config/load.ts'
import { evidenceScript, scriptCommand } from '../../src/evidence/script.ts'
import { collect } from '../../src/probes/collect.ts'
import type { CheckRequest } from '../../src/probes/tools.ts'
import { interleaved, mustRun, type Row } from './measure.ts'

const [configFile = '', address = ''] = process.argv.slice(2)
const config = loadConfig(configFile)
const [host] = inventoryOf(config)
if (!host?.identityFile) throw new Error('the configuration names no host with a key')
const ROUNDS = 11

/** The bench looks at one host far more often than the budget lets anybody; this host has no limits to trip. */
const tools = { knownHosts: config.knownHosts, budget: { take: async () => ({ waitedMs: 0 }) } }
const request: CheckRequest = { runId: 'bench', host, vantage: 'bench' }

async function mustBe(verdict: string, more: Partial<CheckRequest>): Promise<void> {
  const evidence = await collect({ ...request, ...more }, tools)
  const found = diagnose(evidence).verdict
  if (found !== verdict) throw new Error(`expected ${verdict}, found ${found}`)
}

const main = join(import.meta.dirname, '../../dist/cli/main.js')
const openssh = [
  ...[
    'ssh',
    '-F',
    'none',
    '-o',
    `UserKnownHostsFile=${config.knownHosts}`,
    '-o',
    'BatchMode=yes',
    '-i',
    host.identityFile,
  ],
  ...[`${host.user}@${host.address}`, scriptCommand({ nonce: 'bench', port: 22 })],
]
const script = evidenceScript()
const states: string[] = []
const cli = () => {
  const state = mkdtempSync(join(tmpdir(), 'ssh-medic-bench-'))
  states.push(state)
  mustRun([process.execPath, main, 'check', host.name, '--config', configFile, '--json'], {
    env: { ...process.env, XDG_STATE_HOME: state },
  })
}

const full = await interleaved(ROUNDS, {
  worker: () => mustBe('healthy', {}),
  openssh: () => mustRun(openssh, { input: script }),
  process: cli,
})
for (const state of states) rmSync(state, { recursive: true })

const at = (more: object) => ({ host: { ...host, ...more } })
const answers = await interleaved(5, {
  refused: () => mustBe('faulty', at({ port: 2298 })),
  unresolvable: () => mustBe('faulty', at({ address: 'no-such-host.invalid' })),
})
const silent = await interleaved(1, { silent: () => mustBe('undetermined', at({ address, port: 2299 })) })

const rows: Row[] = [
  {
    work: 'full check in a running worker',
    ours: full.worker ?? 0,
    against: 'ssh HOST sh -s < script, cold',
    theirs: full.openssh ?? 0,
    goal: 0.9,
  },
  {
    work: 'ssh-medic check, whole process',
    ours: full.process ?? 0,
    against: 'the same',
    theirs: full.openssh ?? 0,
    goal: 2,
  },
  { work: 'a refused port is answered', ours: answers.refused ?? 0, against: 'the goal', theirs: 300, goal: 1 },
  {
    work: 'a name without address is answered',
    ours: answers.unresolvable ?? 0,
    against: 'the goal',
    theirs: 300,
    goal: 1,
  },
  { work: 'a silent port is answered', ours: silent.silent ?? 0, against: 'the goal', theirs: 3_500, goal: 1 },
]
console.log(JSON.stringify(rows))
process.exit(0)
