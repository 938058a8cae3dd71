// The architecture's rules, checked: who may import what, and how long a file may be. Prints each breach; exits 1 on any.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const MAX_LINES = 250

/** Folders whose files are pure: values in, values out. */
const PURE = ['src/domain', 'src/causes', 'src/report', 'src/policy', 'src/slack/blocks', 'src/firewall']

/** Packages and built-ins that a pure file may import. */
const PURE_MODULES = new Set(['zod', 'ipaddr.js', 'node:util', '@slack/types'])

/** What a pure file may import from folders that are not pure throughout: these files are. */
const PURE_FILES = [
  'src/remedies/index.ts',
  'src/remedies/define.ts',
  'src/remedies/commands.ts',
  'src/queue/shapes.ts',
  'src/config/schema.ts',
  'src/config/policy.ts',
]

interface Import {
  file: string
  line: number
  from: string
}

const sources = filesUnder('src').filter((file) => file.endsWith('.ts'))
const imports = sources.flatMap(importsOf)
const breaches = [...sources, ...filesUnder('test').filter((file) => file.endsWith('.ts'))]
  .flatMap(tooLong)
  .concat(imports.flatMap(breachesOf))

for (const breach of breaches) console.error(breach)
console.log(`shape: ${sources.length} source files, ${imports.length} imports, ${breaches.length} breaches`)
process.exitCode = breaches.length > 0 ? 1 : 0

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function tooLong(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n').length - 1
  return lines > MAX_LINES ? [`${file}: ${lines} lines, more than ${MAX_LINES}: split it`] : []
}

function importsOf(file: string): Import[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      const from = /^\s*(?:import|export)\b.*\bfrom '([^']+)'|^\} from '([^']+)'|\bimport\('([^']+)'\)/.exec(text)
      const name = from?.[1] ?? from?.[2] ?? from?.[3]
      // Types vanish at run time, but a pure folder should not lean on a shell's types either: they count.
      return name ? [{ file, line: index + 1, from: name }] : []
    })
}

function breachesOf(one: Import): string[] {
  const rules = [onlyAccessImportsSsh2, pureStaysPure, domainStandsAlone, slackKnowsNoHosts, onlyCliExamines]
  return rules
    .map((rule) => rule(one))
    .flatMap((breach) => (breach ? [`${one.file}:${one.line}: imports ${one.from}: ${breach}`] : []))
}

function targetOf({ file, from }: Import): string {
  return from.startsWith('.') ? normalize(join(dirname(file), from)) : from
}

function isIn(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`)
}

function onlyAccessImportsSsh2(one: Import): string | undefined {
  return /^ssh2(\/|$)/.test(one.from) && !isIn(one.file, 'src/access') ? 'only src/access may' : undefined
}

function pureStaysPure(one: Import): string | undefined {
  if (!PURE.some((folder) => isIn(one.file, folder))) return undefined
  const target = targetOf(one)
  const allowed = one.from.startsWith('.')
    ? [...PURE, 'src/remedies'].some((folder) => isIn(target, folder) && !target.endsWith('carry-out.ts')) ||
      PURE_FILES.includes(target)
    : PURE_MODULES.has(one.from)
  return allowed ? undefined : 'this folder is pure'
}

function domainStandsAlone(one: Import): string | undefined {
  if (!isIn(one.file, 'src/domain') || !one.from.startsWith('.')) return undefined
  return isIn(targetOf(one), 'src/domain') ? undefined : 'domain imports nothing outside domain/'
}

/** The bot holds no SSH key and opens no connection to a host. */
function slackKnowsNoHosts(one: Import): string | undefined {
  if (!isIn(one.file, 'src/slack')) return undefined
  return ['src/access', 'src/probes', 'src/evidence'].some((folder) => isIn(targetOf(one), folder))
    ? 'the bot never touches a host'
    : undefined
}

/** The doctor looks at everything, and nothing that runs leans on it. */
function onlyCliExamines(one: Import): string | undefined {
  const doctor = 'src/doctor'
  if (!isIn(targetOf(one), doctor) || isIn(one.file, doctor) || isIn(one.file, 'src/cli')) return undefined
  return one.file.startsWith('src/') ? 'only the command `doctor` examines' : undefined
}
