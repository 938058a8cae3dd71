import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabHost } from './host.ts'
import { IDENTITY } from './root-fs.ts'
import { must } from './sh.ts'

/** The inventory's key gets a passphrase, as a file of that name in the host's folder. */
export async function lockOwnKey(host: LabHost, name: string): Promise<void> {
  const file = join(host.folder, name)
  writeFileSync(file, readFileSync(IDENTITY), { mode: 0o600 })
  await must(['ssh-keygen', '-q', '-p', '-P', '', '-N', 'a long passphrase', '-f', file])
  useOwnKey(host, name)
}

/** The inventory names another key, by its name in the host's folder. */
export function useOwnKey({ folder, config }: LabHost, name: string): void {
  writeFileSync(config, readFileSync(config, 'utf8').replace(IDENTITY, join(folder, name)))
}
