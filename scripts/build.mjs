// Compiles src/ to dist/ and makes the command executable. Plain JavaScript, since it runs before anything is built.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

rmSync('dist', { recursive: true, force: true })
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
for (const asset of assetsUnder('src')) {
  const target = asset.replace(/^src/, 'dist')
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(asset, target)
}
chmodSync('dist/cli/main.js', 0o755)

/** Everything that the compiler leaves behind: pages, styles, recordings. */
function assetsUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}
