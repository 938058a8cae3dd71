import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { onTestFinished } from 'vitest'
import { type ServeOptions, serveShell } from '../../src/access/ssh-server.ts'

const SIZES = { ed25519: {}, ecdsa: { bits: 256 }, rsa: { bits: 2048 } } as const
export type KeyType = keyof typeof SIZES

/** A folder of the running test's own, and keys made in it, by ssh2: a machine with Node alone has no ssh-keygen. */
export function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const makeKey = (name: string, type: KeyType = 'ed25519', passphrase?: string) => {
    const file = join(folder, name)
    const { secret, open } = readablePair(type, passphrase)
    writeFileSync(file, secret, { mode: 0o600 })
    return { file, secret, open }
  }
  return { folder, makeKey }
}

/** Now and then ssh2 1.17 makes a pair that it cannot read itself. */
function readablePair(type: KeyType, passphrase?: string): { secret: string; open: string } {
  for (;;) {
    const locked = passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr' }
    const options = { ...SIZES[type], ...locked } as Parameters<typeof ssh2.utils.generateKeyPairSync>[1]
    const { private: secret, public: open } = ssh2.utils.generateKeyPairSync(type as 'ed25519', options as object)
    const broken = [ssh2.utils.parseKey(secret, passphrase), ssh2.utils.parseKey(open)].some(
      (key) => key instanceof Error,
    )
    if (!broken) return { secret, open }
  }
}

/** An SSH server on loopback for the running test, its key on record, and a key that may log in. */
export async function sshHost({
  onExec = () => ({ stdout: '', exit: 0 }),
  algorithms,
}: Partial<Pick<ServeOptions, 'onExec' | 'algorithms'>> = {}) {
  const { folder, makeKey } = workshop()
  const [hostKey, mine] = [makeKey('host'), makeKey('mine')]
  const { port, close } = await serveShell({
    hostKey: hostKey.secret,
    listen: { host: '127.0.0.1', port: 0 },
    authorizedKeys: [mine.open],
    onExec,
    ...(algorithms && { algorithms }),
  })
  onTestFinished(close)
  const knownHosts = join(folder, 'known_hosts')
  /** Notes the host's key for a port: that of a relay, say. */
  const enrol = (atPort: number) => writeFileSync(knownHosts, `[127.0.0.1]:${atPort} ${hostKey.open}\n`, { flag: 'a' })
  enrol(port)
  return { port, folder, knownHosts, identityFile: mine.file, enrol }
}
