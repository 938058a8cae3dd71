// `npm run bench`: figures side by side in one run, as ratios. Needs Linux and root, as the lab does.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Evidence } from '../../src/domain/evidence.ts'
import { bootHost } from '../lab/host.ts'
import { BASTION } from '../lab/places.ts'
import { installPrerequisites, requireRootOnLinux } from '../lab/prerequisites.ts'
import { acks } from './acks.ts'
import { hours } from './hour.ts'
import { interleaved, mustRun, type Row, table } from './measure.ts'
import { minutes } from './minute.ts'
import { growth, stalls } from './rules.ts'
import { sweeps } from './sweep.ts'

const ROOT = join(import.meta.dirname, '../..')

async function start(): Promise<Row[]> {
  const main = join(ROOT, 'dist/cli/main.js')
  const times = await interleaved(15, {
    help: () => mustRun([process.execPath, main, '--help']),
    node: () => mustRun([process.execPath, '-e', '0']),
  })
  return [{ work: 'ssh-medic --help', ours: times.help ?? 0, against: 'node -e 0', theirs: times.node ?? 0, goal: 1.3 }]
}

/** Measured on the bastion's side of the lab: another network namespace, so another process. */
async function checks(): Promise<Row[]> {
  requireRootOnLinux()
  await installPrerequisites()
  const host = await bootHost({
    name: `bench-${process.pid}`,
    suite: 'bookworm',
    setup:
      'nft add table inet bench; nft add chain inet bench in { type filter hook input priority 0 \\; }; nft add rule inet bench in tcp dport 2299 drop',
  })
  try {
    const argv = [
      'netns',
      'exec',
      BASTION,
      process.execPath,
      '--import',
      'tsx',
      join(import.meta.dirname, 'on-bastion.ts'),
      host.config,
      host.address,
    ]
    const { status, stdout } = spawnSync('ip', argv, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (status !== 0) throw new Error(`the measurement on the bastion ended with ${status}`)
    return JSON.parse(stdout) as Row[]
  } finally {
    await host.stop()
  }
}

/** Of a healthy host, as `check --save` keeps it: all but the rules. */
const healthy = JSON.parse(
  readFileSync(join(import.meta.dirname, '../causes/healthy/healthy-bookworm.json'), 'utf8'),
) as Evidence

console.log(
  table([
    ...(await start()),
    ...(await acks()),
    ...(await checks()),
    ...growth(),
    ...(await stalls(healthy)),
    ...(await sweeps()),
    ...(await minutes()),
    ...(await hours()),
  ]),
)
