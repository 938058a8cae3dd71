import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dropIn } from '../../src/cli/sudoers.ts'
import { remedies } from '../../src/remedies/index.ts'
import { baseImage } from './base-image.ts'
import { withLock } from './lock.ts'
import { SHARED, type Suite } from './places.ts'
import { must, script } from './sh.ts'

/** The private key that opens every host of the lab. */
export const IDENTITY = join(SHARED, 'id_ed25519')
const RSA_HOST_KEY = join(SHARED, 'ssh_host_rsa_key')

/** Over the base image's own: what is looked at and mended must get by with the least. */
const SUDOERS = 'etc/sudoers.d/medic'

interface RootFsOptions {
  folder: string
  suite: Suite
  hostname: string
  /** Files that differ from the base image. */
  files: Record<string, string>
}

/** Mounts a fresh root file system under `folder` and returns its public host keys. Writes go to memory and vanish with it. */
export async function makeRootFs({ folder, suite, hostname, files }: RootFsOptions): Promise<string[]> {
  const [base] = await Promise.all([
    baseImage(suite),
    makeShared('ed25519', IDENTITY, 'medic@bastion-lab'),
    makeShared('rsa', RSA_HOST_KEY, 'root@web-01'),
  ])
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
    [SUDOERS]: dropIn('medic', remedies),
    'etc/machine-id': `${randomBytes(16).toString('hex')}\n`,
  }
  for (const [path, text] of Object.entries({ ...own, ...files })) write(join(upper, path), text)
  chmodSync(join(upper, SUDOERS), 0o440)
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

/** Keys of its own, but for RSA: making one takes longer than all the rest of a boot, and no scenario asks whose it is. */
async function makeHostKeys(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const publicOf = (type: string) => readFileSync(join(folder, `ssh_host_${type}_key.pub`), 'utf8').trim()
  await Promise.all(
    ['ed25519', 'ecdsa'].map((type) => makeKey(type, join(folder, `ssh_host_${type}_key`), 'root@web-01')),
  )
  for (const end of ['', '.pub']) copyFileSync(`${RSA_HOST_KEY}${end}`, join(folder, `ssh_host_rsa_key${end}`))
  return ['ed25519', 'ecdsa', 'rsa'].map(publicOf)
}

async function makeShared(type: string, file: string, comment: string): Promise<void> {
  if (existsSync(file)) return
  await withLock(`${file}.lock`, async () => {
    if (!existsSync(file)) await makeKey(type, file, comment)
  })
}

const makeKey = (type: string, file: string, comment: string) =>
  must(['ssh-keygen', '-q', '-t', type, '-N', '', '-C', comment, '-f', file])
