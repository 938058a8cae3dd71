import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabHost } from './host.ts'
import { loginCommand } from './person.ts'
import { IDENTITY } from './root-fs.ts'
import { must, type Ran, run } from './sh.ts'

/** Makes a key pair of the person's own beside the host's files, and returns the private one. */
export async function makeKey(host: LabHost, name: string): Promise<string> {
  const file = join(host.folder, name)
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', `${name}@laptop`, '-f', file])
  return file
}

/** Has the key that opens every host certified by a new authority, and returns the certificate and the authority's public key. */
export async function certify(host: LabHost, options: readonly string[]): Promise<{ certificate: string; ca: string }> {
  const ca = await makeKey(host, 'authority')
  const key = join(host.folder, 'certified')
  copyFileSync(`${IDENTITY}.pub`, `${key}.pub`)
  await must(['ssh-keygen', '-q', '-s', ca, '-I', 'person', ...options, `${key}.pub`])
  return { certificate: `${key}-cert.pub`, ca: `${ca}.pub` }
}

/** One attempt as `deploy` with more than the one key: `before` stands ahead of it on ssh's command line. */
export function attemptWith(host: LabHost, before: readonly string[]): Promise<Ran> {
  const command = loginCommand(host, { user: 'deploy' }, 'true')
  const at = command.indexOf('-i')
  return run([...command.slice(0, at), ...before, ...command.slice(at)], { timeoutMs: 60_000 })
}

/** The attempt has to fail with these words, or the host is not broken as intended. */
export async function failsWith(host: LabHost, before: readonly string[], says: RegExp): Promise<void> {
  const { code, stderr } = await attemptWith(host, before)
  if (code === 0 || !says.test(stderr)) throw new Error(`ssh exits ${code} and says ${stderr.trim()}, not ${says}`)
}
