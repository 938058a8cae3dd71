import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario, ScenarioDefinition } from './scenario.ts'

const FOLDER = join(import.meta.dirname, 'scenarios')

/** Every folder of scenarios/ is a scenario: adding one changes nothing else. */
export async function allScenarios(): Promise<Scenario[]> {
  const names = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'scenario.ts')))
  return Promise.all(names.sort().map(load))
}

export async function scenarioNamed(name: string): Promise<Scenario> {
  const found = (await allScenarios()).find((one) => one.name === name)
  if (!found) throw new Error(`there is no scenario ${name}: npm run lab -- list`)
  return found
}

async function load(name: string): Promise<Scenario> {
  const module = (await import(join(FOLDER, name, 'scenario.ts'))) as { default?: ScenarioDefinition }
  if (!module.default) throw new Error(`scenarios/${name}/scenario.ts exports no default`)
  const file = join(FOLDER, name, 'break.sh')
  const broken = existsSync(file) ? { break: readFileSync(file, 'utf8') } : {}
  return { ...module.default, ...broken, name }
}
