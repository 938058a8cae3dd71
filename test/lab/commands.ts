import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { baseImage } from './base-image.ts'
import { removeIdleBastion } from './bastion.ts'
import { removeStaleCopies } from './build-copy.ts'
import { allScenarios, scenarioNamed } from './discover.ts'
import { freeze } from './freeze.ts'
import { bootHost, INVENTORY_NAME } from './host.ts'
import { loginCommand } from './person.ts'
import { BASTION, BASTION_ADDRESS, type Suite } from './places.ts'
import { breakHost } from './play.ts'
import { commandLine, flagsOf, productFor } from './product.ts'
import type { Scenario } from './scenario.ts'
import { disown, hostNames, removeHost } from './standing.ts'

export async function list(): Promise<void> {
  for (const { name, suites, title } of await allScenarios())
    console.log(`${name.padEnd(34)} ${suites.join(' ').padEnd(16)} ${title}`)
}

interface UpOptions {
  suite?: Suite
  scenario?: string
}

/** Leaves one host running, broken as a scenario says, and prints how to reach it. */
export async function up(name: string, { suite, scenario: wanted }: UpOptions): Promise<void> {
  const scenario = wanted === undefined ? undefined : await scenarioNamed(wanted)
  const chosen = suite ?? scenario?.suites[0] ?? 'bookworm'
  const host = await bootHost({ ...scenario?.host, name, suite: chosen })
  if (scenario) await breakHost(scenario, host)
  const check = commandLine(host, ['check', INVENTORY_NAME, ...flagsOf(scenario?.check ?? {})])
  disown(name)
  const inside = `nsenter -t $(pgrep -P $(cat ${join(host.folder, 'nspawn.pid')})) -a bash -l`
  console.log(`${name} is up (${chosen}, ${Math.round(host.bootMs)} ms): ${host.address} ${host.address6} port ${host.port}

check it       ${check.join(' ')}
log in         ${loginCommand(host, { from: BASTION_ADDRESS }).join(' ')}
as the client  ${loginCommand(host).join(' ')}
root inside    ${inside}
on the bastion ip netns exec ${BASTION} bash
configuration  ${host.config}
take it down   npm run lab -- down ${name}`)
}

/** Takes down one host, or everything that this lab ever started. */
export async function down(name: string | undefined): Promise<void> {
  const names = name === undefined ? hostNames() : hostNames().filter((one) => one === name)
  if (name !== undefined && names.length === 0) throw new Error(`there is no host ${name} here`)
  for (const one of names) await removeHost(one)
  await removeIdleBastion()
  removeStaleCopies()
  console.log(names.length === 0 ? 'nothing was up' : `down: ${names.join(', ')}`)
}

/** Saves the evidence of scenarios as recordings, one a suite, and returns the exit status. Without names: of every scenario. */
export async function record(names: readonly string[]): Promise<number> {
  const scenarios = names.length > 0 ? await Promise.all(names.map(scenarioNamed)) : await allScenarios()
  const turns = scenarios.flatMap((scenario) => scenario.suites.map((suite) => ({ scenario, suite })))
  for (const suite of new Set(turns.map((one) => one.suite))) await baseImage(suite)
  let refused = 0
  const lane = async () => {
    for (let turn = turns.shift(); turn; turn = turns.shift()) if (!(await tryRecording(turn))) refused += 1
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return refused > 0 ? 1 : 0
}

const AT_ONCE = 4

interface Turn {
  scenario: Scenario
  suite: Suite
}

async function tryRecording(turn: Turn): Promise<boolean> {
  const name = `${turn.scenario.name}/${turn.suite}`
  try {
    console.log(`${name.padEnd(46)} ${await recordOn(turn)}`)
    return true
  } catch (error) {
    console.log(`${name.padEnd(46)} not recorded: ${error instanceof Error ? error.message : error}`)
    return false
  }
}

/** Only what is answered as the scenario expects becomes a recording, and only what says more than "cannot tell". */
async function recordOn({ scenario, suite }: Turn): Promise<string> {
  const wanted = scenario.console ?? scenario.expect
  if (scenario.play || (wanted.cause === undefined && wanted.verdict !== 'healthy')) return 'nothing to record'
  const host = await bootHost({ ...scenario.host, name: `record-${scenario.name}-${suite}`, suite })
  try {
    await breakHost(scenario, host)
    const saved = join(host.folder, 'evidence.json')
    const product = productFor(host)
    const checked = await product.check(scenario.check, ['--save', saved])
    // What a person adds at the console belongs to the recording: it is the proof.
    const { exit, report, stderr } = scenario.console ? await product.console(saved, scenario.check, saved) : checked
    if (!report) throw new Error(`the check exits ${exit}:\n${stderr}`)
    const answer = report.findings[0]?.cause ?? report.verdict
    if (answer !== (wanted.cause ?? 'healthy')) throw new Error(`it is answered with ${answer}`)
    const file = join(import.meta.dirname, '../causes', answer, `${scenario.name}-${suite}.json`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, freeze(readFileSync(saved, 'utf8')))
    return `${answer}, ${report.findings[0]?.confidence ?? report.verdict}`
  } finally {
    await host.stop()
  }
}
