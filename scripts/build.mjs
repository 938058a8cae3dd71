// Bundles src/ to dist/: a few large files start in half the time of five hundred small ones. Plain JavaScript, since it runs
// before anything is built. It builds beside and then swaps, so that a failed build leaves the last good one in place.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

/** Libraries of many small modules and nothing but JavaScript: bundled too. All others are loaded as they were installed. */
const BUNDLED = ['commander', 'ipaddr.js', 'ssh-config', 'yaml', 'zod']

/** All of dist/ stands one folder deep. A module that reads what lies beside it finds that where the source had it. */
const besideTheSource = {
  name: 'beside-the-source',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const place = JSON.stringify(`../${relative('src', path)}`)
      const contents = readFileSync(path, 'utf8').replaceAll('import.meta.url', `new URL(${place}, import.meta.url)`)
      return { contents, loader: 'ts' }
    }),
}

const fresh = `dist.${process.pid}`
try {
  await bundle()
  for (const asset of assetsUnder('src')) copy(asset, asset.replace(/^src/, fresh))
  chmodSync(join(fresh, 'cli/main.js'), 0o755)
  rmSync('dist', { recursive: true, force: true })
  renameSync(fresh, 'dist')
} catch (error) {
  rmSync(fresh, { recursive: true, force: true })
  process.exitCode = 1
  // The bundler has said what is wrong with the sources; its stack trace here would not help.
  if (error.errors === undefined) console.error(error)
}

async function bundle() {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  await build({
    entryPoints: ['src/cli/main.ts'],
    outbase: 'src',
    outdir: fresh,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [besideTheSource],
    external: Object.keys(dependencies).filter((name) => !BUNDLED.includes(name)),
    // What was CommonJS asks for Node's own modules this way.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  })
}

/** Everything that the bundler leaves behind: pages, styles, recordings. */
function assetsUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}
