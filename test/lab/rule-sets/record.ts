import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PRINTED_BY, REAL } from '../../firewall/printed.ts'
import { freeze } from '../freeze.ts'
import { bootHost, type LabHost } from '../host.ts'
import { netnsOf } from '../places.ts'
import { must, sleep } from '../sh.ts'
import { knockAll, type Seen } from './knocking.ts'
import type { RuleSet } from './rule-set.ts'
import { ruleSets } from './sets/index.ts'
import { type Decided, startTracing, stopTracing } from './tracing.ts'

/** Loads rule sets on real hosts, knocks, and saves rules and answers as fixtures. Returns the exit status. */
export async function recordRuleSets(names: readonly string[]): Promise<number> {
  const chosen = ruleSets.filter(({ name }) => names.length === 0 || names.includes(name))
  let failed = 0
  for (const ruleSet of chosen) {
    try {
      console.log(`${ruleSet.name.padEnd(34)} ${await recordOne(ruleSet)}`)
    } catch (error) {
      failed += 1
      console.log(`${ruleSet.name.padEnd(34)} failed: ${error instanceof Error ? error.message : error}`)
    }
  }
  return failed > 0 || chosen.length === 0 ? 1 : 0
}

async function recordOne(ruleSet: RuleSet): Promise<string> {
  const host = await bootHost({ ...ruleSet.host, name: `rules-${ruleSet.name}`, suite: ruleSet.suite })
  try {
    // Its own /proc/sys is read-only.
    await must(['ip', 'netns', 'exec', netnsOf(host.name), 'sysctl', '-qw', 'net.ipv4.ip_forward=1'])
    await host.exec(ruleSet.load)
    await sleep(300)
    const printed = await printedOn(host)
    const addresses = await host.exec(`ip -j address`)
    await startTracing(host)
    const knocked = await knockAll(host, ruleSet.knocks)
    const decided = await stopTracing(host)
    const answers = knocked.map(({ knock, sourcePort, seen }) => answerOf(knock, seen, decided.get(sourcePort)))
    save(ruleSet, host, printed, { hostAddresses: addressesIn(addresses), answers })
    return answers.map((answer) => `\n  ${JSON.stringify(answer)}`).join('')
  } finally {
    await host.stop()
  }
}

/** A masqueraded packet leaves under another name; it is known by the chains that only a packet on its way out meets. */
function answerOf(knock: object, seen: Seen, by: Decided | undefined) {
  const leaves = seen.verdict === 'dropped' && by !== undefined && /POSTROUTING/.test(by.chain)
  return { ...knock, seen: leaves ? { verdict: 'forwarded' } : seen, by }
}

async function printedOn(host: LabHost): Promise<Record<string, string>> {
  const printed: Record<string, string> = {}
  for (const [file, command] of Object.entries(PRINTED_BY)) printed[file] = (await host.tryExec(command)).stdout
  return printed
}

const addressesIn = (json: string): string[] =>
  (JSON.parse(json) as { addr_info: { local: string }[] }[])
    .flatMap(({ addr_info }) => addr_info.map(({ local }) => local))
    .filter((address) => !address.startsWith('fe80:'))

interface Answered {
  hostAddresses: string[]
  answers: object[]
}

function save({ name, title, suite }: RuleSet, host: LabHost, printed: Record<string, string>, answered: Answered) {
  const text = JSON.stringify({
    startedAt: new Date().toISOString(),
    host: { address: host.address },
    printed,
    answered,
  })
  const frozen = JSON.parse(freeze(text)) as { printed: Record<string, string>; answered: Answered }
  const folder = join(REAL, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [file, content] of Object.entries(frozen.printed))
    if (saysSomething(content)) writeFileSync(join(folder, file), content)
  writeFileSync(join(folder, 'answers.json'), `${JSON.stringify({ title, suite, ...frozen.answered }, null, 1)}\n`)
}

/** A tool without rules prints nothing, or only that it looked. */
const saysSomething = (content: string): boolean =>
  content.split('\n').some((line) => line.trim() !== '' && !line.startsWith('#'))
