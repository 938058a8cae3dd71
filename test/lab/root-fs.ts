import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { baseImage } from './base-image.ts'
import { withLock } from './lock.ts'
import { SHARED, type Suite } from './places.ts'
import { must, script } from './sh.ts'

/** The private key that opens every host of the lab. */
export const IDENTITY = join(SHARED, 'id_ed25519')

interface RootFsOptions {
  folder: string
  suite: Suite
  hostname: string
  /** Files that differ from the base image. */
  files: Record<string, string>
}

/** Mounts a fresh root file system under `folder` and returns its public host keys. Writes go to memory and vanish with it. */
export async function makeRootFs({ folder, suite, hostname, files }: RootFsOptions): Promise<string[]> {
  const [base] = await Promise.all([baseImage(suite), makeIdentity()])
  const disk = join(folder, 'disk')
  const upper = join(disk, 'upper')
  await script(`
    mkdir -p '${disk}'
    mount -t tmpfs -o size=1g,mode=755 ssh-medic-lab '${disk}'
    mkdir '${upper}' '${disk}/work' '${disk}/root'`)
  const own = {
    'etc/hostname': `${hostname}\n`,
    'etc/hosts': `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n::1 localhost\n`,
    'etc/resolv.conf': '# no name server\n',
    'etc/machine-id': `${randomBytes(16).toString('hex')}\n`,
  }
  for (const [path, text] of Object.entries({ ...own, ...files })) write(join(upper, path), text)
  for (const user of ['medic', 'deploy']) authorise(base, upper, user)
  const keys = await makeHostKeys(join(upper, 'etc/ssh'))
  await must([
    ...['mount', '-t', 'overlay', 'ssh-medic-lab'],
    ...['-o', `lowerdir=${base},upperdir=${upper},workdir=${disk}/work`, `${disk}/root`],
  ])
  return keys
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function authorise(base: string, upper: string, user: string): void {
  const entry = new RegExp(`^${user}:[^:]*:(\\d+):(\\d+):`, 'm').exec(readFileSync(join(base, 'etc/passwd'), 'utf8'))
  if (!entry) throw new Error(`the base image has no user ${user}`)
  const home = join(upper, 'home', user)
  const folder = join(home, '.ssh')
  const file = join(folder, 'authorized_keys')
  mkdirSync(dirname(home), { recursive: true }) // for everybody to pass through
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(file, readFileSync(`${IDENTITY}.pub`), { mode: 0o600 })
  for (const path of [home, folder, file]) chownSync(path, Number(entry[1]), Number(entry[2]))
}

async function makeHostKeys(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const make = (type: string) => {
    // A small RSA key: it is made at each boot, and nothing here depends on its strength.
    const bits = type === 'rsa' ? ['-b', '2048'] : []
    const file = join(folder, `ssh_host_${type}_key`)
    return must(['ssh-keygen', '-q', '-t', type, ...bits, '-N', '', '-C', 'root@web-01', '-f', file]).then(() =>
      readFileSync(`${file}.pub`, 'utf8').trim(),
    )
  }
  return Promise.all(['ed25519', 'ecdsa', 'rsa'].map(make))
}

async function makeIdentity(): Promise<void> {
  if (existsSync(IDENTITY)) return
  await withLock(join(SHARED, 'identity.lock'), async () => {
    if (existsSync(IDENTITY)) return
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'medic@bastion-lab', '-f', IDENTITY])
  })
}
