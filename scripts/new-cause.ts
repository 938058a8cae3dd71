// `npm run new:cause ID FAMILY`: the skeleton of a cause in every place that it needs. The tests refuse it until it is whole.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PLACEHOLDER } from './placeholder.ts'

const ROOT = join(import.meta.dirname, '..')
const families = readdirSync(join(ROOT, 'src/causes'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, 'src/causes', entry.name, 'index.ts')))
  .map(({ name }) => name)

const USAGE = `usage: npm run new:cause ID FAMILY
  ID      as in the catalogue: the failing state, without a verb, such as sshd-masked
  FAMILY  ${families.join(' ')}`

function main([id = '', family = '']: string[]): number {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || !families.includes(family)) return complain(USAGE)
  const files = skeleton(id, family)
  const taken = Object.keys(files).filter((file) => existsSync(join(ROOT, file)))
  if (taken.length > 0) return complain(`${taken.join(', ')} exists already: nothing was written`)
  for (const [file, text] of Object.entries(files)) write(file, text)
  enlist(id, family)
  console.log(`${Object.keys(files).join('\n')}\nwritten, and listed in src/causes/${family}/index.ts. Next:
  1. npm run lab -- up ${id} --scenario ${id}    look at the broken host, then write the recogniser
  2. npm run lab -- record ${id}                 its recordings
  3. name its look-alikes in test/causes/${id}/look-alikes.json, and write the page`)
  return 0
}

function complain(text: string): number {
  console.error(text)
  return 64
}

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(ROOT, file)), { recursive: true })
  writeFileSync(join(ROOT, file), text)
}

const camel = (id: string) => id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const skeleton = (id: string, family: string): Record<string, string> => ({
  [`src/causes/${family}/${id}.ts`]: `import { defineCause } from '../define.ts'

export const ${camel(id)} = defineCause({
  id: '${id}',
  title: '${PLACEHOLDER}',
  needs: [],
  recognise: () => undefined,
  decide: () => '${PLACEHOLDER}',
})
`,
  [`test/causes/${id}/look-alikes.json`]: '[]\n',
  [`test/lab/scenarios/${id}/scenario.ts`]: `import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: '${PLACEHOLDER}',
  suites: ['bookworm', 'trixie'],
  break: 'false',
  expect: { verdict: 'faulty', exit: 1, cause: '${id}', confidence: 'proven' },
})
`,
  [`docs/causes/${id}.md`]: `# ${id}: ${PLACEHOLDER}

## What you see

## Why

## How we know

## How to fix

## How to undo
`,
})

/** Adds the cause at the end of its family; its place in the order is for a person to choose. */
function enlist(id: string, family: string): void {
  const index = join(ROOT, 'src/causes', family, 'index.ts')
  const text = readFileSync(index, 'utf8')
  const [head = '', list = ''] = text.split(/(?=^export const )/m)
  const listed =
    /= \[([^\]]*)\]/
      .exec(list)?.[1]
      ?.split(',')
      .flatMap((name) => name.trim() || []) ?? []
  const names = [...listed, camel(id)].map((name) => `  ${name},\n`).join('')
  const imports = `${head.trimEnd()}\nimport { ${camel(id)} } from './${id}.ts'\n`
  writeFileSync(index, `${imports}\n${list.replace(/= \[[^\]]*\]/, `= [\n${names}]`)}`)
  execFileSync('npx', ['biome', 'check', '--write', index], { cwd: ROOT, stdio: 'ignore' })
}

process.exitCode = main(process.argv.slice(2))
