// Compiles src/ to dist/ and makes the command executable. Plain JavaScript, since it runs before anything is built.
// It builds beside and then swaps, so that a failed build leaves the last good one in place.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const fresh = `dist.${process.pid}`
try {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh]
  execFileSync(process.execPath, tsc, { stdio: 'inherit' })
  for (const asset of assetsUnder('src')) copy(asset, asset.replace(/^src/, fresh))
  chmodSync(join(fresh, 'cli/main.js'), 0o755)
  rmSync('dist', { recursive: true, force: true })
  renameSync(fresh, 'dist')
} catch (error) {
  rmSync(fresh, { recursive: true, force: true })
  // The compiler has said what is wrong; its stack trace here would not help.
  process.exitCode = error.status ?? 1
  if (error.status === undefined) console.error(error)
}

/** Everything that the compiler leaves behind: pages, styles, recordings. */
function assetsUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}
