import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { ServerFile } from '../domain/inside/server.ts'
import { portNumber } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { mended, notToStart, unknown } from './served.ts'
import { START_AGAIN_GRANTS, startAgain, toStart } from './sshd-units.ts'

const KEY = '/etc/ssh/ssh_host_[a-z0-9_]+_key'

const args = z.strictObject({
  keys: z
    .string()
    .max(512)
    .regex(new RegExp(`^${KEY}(,${KEY}){0,7}$`), 'such as /etc/ssh/ssh_host_ed25519_key'),
  start: toStart,
  port: portNumber,
})
type Args = z.infer<typeof args>

/** There is no undo: it would show private keys to others once more, and sudo would have to let us. */
export const hostkeysModes = defineRemedy<Args>({
  id: 'hostkeys-modes',
  title: 'Let nobody but root read the host keys',
  risk: 'safe',
  args,
  example: { keys: '/etc/ssh/ssh_host_ed25519_key,/etc/ssh/ssh_host_rsa_key', start: 'ssh.service', port: '22' },
  trouble,
  about: ({ port }) => ({ port: Number(port) }),
  plan: ({ keys, start }) => [['chmod', '600', ...keys.split(',')], ...startAgain(start)],
  grants: [{ program: '/usr/bin/chmod', args: `600( ${KEY}){1,8}` }, ...START_AGAIN_GRANTS],
  caution:
    'Whoever could read the keys may have copied them: then they have to be replaced. A chmod -R rarely hits keys alone. The report tells the modes that they had.',
})

function trouble(evidence: Evidence, { keys, start }: Args): State {
  const files = answerOf(evidence, 'server-files')
  if (!files) return unknown('nobody could look at the host keys')
  const found = keys.split(',').map((key) => files.keys.find(({ path }) => path === key))
  const modes = found.flatMap((file) => (file?.state === 'there' ? [[file.path, file.mode] as const] : []))
  if (modes.length < found.length) return unknown('not all of these are host keys that sshd would load')
  const facts = Object.fromEntries(modes)
  const open = found.filter(isOpen).map((file) => file?.path)
  if (open.length === 0) return mended(evidence, start, 'nobody but their owner may read the host keys', facts)
  const why = notToStart(evidence, start)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: `others may read ${open.join(' and ')}`, facts }
}

/** sshd asks that of a key of its own user alone. */
const isOpen = (file: ServerFile | undefined): boolean =>
  file?.state === 'there' && file.uid === 0 && (Number.parseInt(file.mode, 8) & 0o077) !== 0
