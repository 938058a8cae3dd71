import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ServeOptions, serveShell } from '../../src/access/ssh-server.ts'

/** A folder of the running test's own, and keys made in it. */
export function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const makeKey = (name: string, ...more: string[]) => {
    const file = join(folder, name)
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file, ...more])
    return { file, secret: readFileSync(file, 'utf8'), open: readFileSync(`${file}.pub`, 'utf8').trim() }
  }
  return { folder, makeKey }
}

/** An SSH server on loopback for the running test, its key on record, and a key that may log in. */
export async function sshHost({
  onExec = () => ({ stdout: '', exit: 0 }),
}: Partial<Pick<ServeOptions, 'onExec'>> = {}) {
  const { folder, makeKey } = workshop()
  const [hostKey, mine] = [makeKey('host'), makeKey('mine')]
  const { port, close } = await serveShell({
    hostKey: hostKey.secret,
    listen: { host: '127.0.0.1', port: 0 },
    authorizedKeys: [mine.open],
    onExec,
  })
  onTestFinished(close)
  const knownHosts = join(folder, 'known_hosts')
  /** Notes the host's key for a port: that of a relay, say. */
  const enrol = (atPort: number) => writeFileSync(knownHosts, `[127.0.0.1]:${atPort} ${hostKey.open}\n`, { flag: 'a' })
  enrol(port)
  return { port, folder, knownHosts, identityFile: mine.file, enrol }
}
