// Real hosts to break: `npm run lab` plays every scenario; `npm run lab -- help` tells the rest.
import { parseArgs } from 'node:util'
import { matrix } from '../causes/matrix.ts'
import { differential } from '../kernel/differential.ts'
import { removeAllPlaygrounds } from '../kernel/playground.ts'
import { down, list, record, up } from './commands.ts'
import { SUITES, type Suite } from './places.ts'
import { installPrerequisites, requireRootOnLinux } from './prerequisites.ts'
import { recordRuleSets } from './rule-sets/record.ts'
import { runScenarios } from './run-scenarios.ts'
import { removeOrphans, stopAllHosts } from './standing.ts'

const USAGE = `npm run lab                       plays every scenario on its suites, and each fix on one of them
npm run lab -- run [FILTER...]    those whose name/suite contains a filter, each fix on every suite; --without-product: only
                                  hosts and symptoms; watch- are those of the watch: bot, worker and alert threads
npm run lab -- up NAME [--suite bookworm|trixie] [--scenario S]    leaves one host running
npm run lab -- down [NAME]        takes it down; without a name everything, also what a crash left
npm run lab -- record [SCENARIO...]    saves the evidence in test/causes/, addresses and times frozen; without a name of all
npm run lab -- rules [NAME...]      saves real rule sets and what became of packets there in test/firewall/real/
npm run lab -- matrix              every recording against every cause: docs/causes/confusion.md
npm run lab -- kernel [--rule-sets N] [--seed S]    random firewall rules: what the tracer says against what the kernel does
npm run lab -- list`

const interrupted = new AbortController()

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      suite: { type: 'string' },
      scenario: { type: 'string' },
      'without-product': { type: 'boolean', default: false },
      'rule-sets': { type: 'string', default: '2000' },
      seed: { type: 'string' },
      path: { type: 'string' },
    },
  })
  const [command = 'run', ...rest] = positionals
  const [name] = rest
  if (command === 'list') return list().then(() => 0)
  if (command === 'matrix') return matrix()
  if (!['run', 'up', 'down', 'record', 'rules', 'kernel'].includes(command)) {
    console.log(USAGE)
    return command === 'help' ? 0 : 64
  }
  requireRootOnLinux()
  if (command === 'down') return down(name).then(() => 0)

  await installPrerequisites()
  if (command === 'kernel') return differential({ ...values, signal: interrupted.signal })
  await removeOrphans()
  if (command === 'run')
    return runScenarios(rest, {
      withoutProduct: values['without-product'],
      allFixes: rest.length > 0,
      signal: interrupted.signal,
    })
  if (command === 'record') return record(rest)
  return command === 'rules' ? recordRuleSets(rest) : upNamed(name, values)
}

async function upNamed(name: string | undefined, { suite, scenario }: { suite?: string; scenario?: string }) {
  if (name === undefined) throw new Error(`up needs a name\n${USAGE}`)
  await up(name, { ...(suite !== undefined && { suite: suiteOf(suite) }), ...(scenario !== undefined && { scenario }) })
  return 0
}

function suiteOf(text: string): Suite {
  const suite = SUITES.find((one) => one === text)
  if (!suite) throw new Error(`--suite is ${SUITES.join(' or ')}, not ${text}`)
  return suite
}

/** On a signal: no new scenario, and the hosts of this process go. A second one does not wait. */
async function stop(status: number): Promise<never> {
  if (interrupted.signal.aborted) process.exit(status)
  interrupted.abort()
  await Promise.all([stopAllHosts(), removeAllPlaygrounds()])
  process.exit(status)
}

process.on('SIGINT', () => stop(130))
process.on('SIGTERM', () => stop(143))
try {
  process.exitCode = await main()
} catch (error) {
  console.error(`lab: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
} finally {
  if (!interrupted.signal.aborted && process.getuid?.() === 0) await stopAllHosts()
}
