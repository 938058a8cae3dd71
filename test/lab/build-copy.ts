import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { SHARED } from './places.ts'
import { identify } from './processes.ts'

export const ROOT = join(import.meta.dirname, '../..')
const PREFIX = 'product-'

let copy: string | undefined

/** The program that scenarios run: a copy of dist/, so that a run tests one build while somebody builds the next. */
export function productMain(): string {
  copy ??= copyBuild()
  return join(copy, 'dist/cli/main.js')
}

function copyBuild(): string {
  removeStaleCopies()
  if (!existsSync(join(ROOT, 'dist/cli/main.js'))) throw new Error('dist/cli/main.js is missing: npm run build')
  const folder = join(SHARED, `${PREFIX}${process.pid}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true })
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  for (const name of ['node_modules', 'schema']) symlinkSync(join(ROOT, name), join(folder, name))
  return folder
}

/** Copies of runs that were killed. */
export function removeStaleCopies(): void {
  if (!existsSync(SHARED)) return
  const copies = readdirSync(SHARED).filter((name) => name.startsWith(PREFIX))
  const stale = copies.filter((name) => identify(Number(name.slice(PREFIX.length))) === undefined)
  for (const name of stale) rmSync(join(SHARED, name), { recursive: true, force: true })
}
