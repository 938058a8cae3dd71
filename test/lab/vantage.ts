import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BASTION } from './places.ts'
import { run, script } from './sh.ts'

/** The bastion's own files under /etc, as one host's product and person see them; the other hosts' runs keep theirs. */
export type EtcView = Partial<Record<'hosts' | 'resolv.conf' | 'nsswitch.conf' | 'gai.conf', string>>

const viewOf = (folder: string) => join(folder, 'etc')
const undoOf = (folder: string) => join(folder, 'bastion-undo.sh')

/** Lays files over the bastion's /etc, for whatever is run there on behalf of this host. */
export function layOverEtc(folder: string, view: EtcView): void {
  mkdirSync(viewOf(folder), { recursive: true })
  for (const [name, text] of Object.entries(view)) writeFileSync(join(viewOf(folder), name), text)
}

/** The command line that runs a program on the bastion, with this host's view of /etc. */
export function onBastion(folder: string, argv: readonly string[]): string[] {
  const enter = ['ip', 'netns', 'exec', BASTION]
  if (!existsSync(viewOf(folder))) return [...enter, ...argv]
  const lay = 'for file in "$0"/*; do mount --bind "$file" "/etc/$(basename "$file")"; done; exec "$@"'
  return [...enter, 'unshare', '--mount', 'sh', '-ec', lay, viewOf(folder), ...argv]
}

/** Changes the bastion for one host: its address alone may be named. The undo is on record first, and is run with the host's end. */
export async function changeBastion(folder: string, change: string, undo: string): Promise<void> {
  appendFileSync(undoOf(folder), `${undo}\n`)
  await script(`ip netns exec ${BASTION} bash -euc '${change}'`)
}

/** Takes back what was changed on the bastion for this host. */
export async function undoOnBastion(folder: string): Promise<void> {
  const undo = existsSync(undoOf(folder)) ? readFileSync(undoOf(folder), 'utf8') : ''
  if (undo !== '') await run(['ip', 'netns', 'exec', BASTION, 'bash', '-c', undo])
}
