import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { ServerFile } from '../domain/inside/server.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { mended, notToStart, unknown } from './served.ts'
import { START_AGAIN_GRANTS, startAgain, toStart } from './sshd-units.ts'

/** What ssh-keygen makes of its own accord where it is missing, and what sshd loads of its own accord. */
const KEYS = ['ecdsa', 'ed25519', 'rsa'].map((type) => `/etc/ssh/ssh_host_${type}_key`)
const FILES = KEYS.flatMap((key) => [key, `${key}.pub`])

const args = z.strictObject({ start: toStart })
type Args = z.infer<typeof args>

const MAKE: Argv = ['ssh-keygen', '-A']

/** To undo it may lock people out: then the host makes other keys, unless somebody got in by another way. */
export const hostkeysGenerate = defineRemedy<Args>({
  id: 'hostkeys-generate',
  title: 'Make new host keys',
  risk: 'dangerous',
  args,
  example: { start: 'ssh.service' },
  trouble,
  plan: ({ start }) => [MAKE, ...startAgain(start)],
  undo: () => [['rm', '-f', ...FILES]],
  rescue: (_, direction) => (direction === 'undo' ? [MAKE] : undefined),
  grants: [
    { program: '/usr/bin/ssh-keygen', args: '-A', timed: true },
    { program: '/usr/bin/rm', args: `-f ${FILES.join(' ').replaceAll('.', '[.]')}` },
    ...START_AGAIN_GRANTS,
  ],
  caution:
    'Every client will warn of a changed host key, ssh-medic too: look for a backup of the old keys first. Afterwards tell people the new fingerprints.',
})

function trouble(evidence: Evidence, { start }: Args): State {
  const files = answerOf(evidence, 'server-files')
  if (!files) return unknown('nobody could look for the host keys')
  const paths = files.keys.map(({ path }) => path)
  if (KEYS.some((key) => !paths.includes(key)) || paths.length !== KEYS.length)
    return unknown('sshd of this host is told of other keys than ssh-keygen makes of its own accord')
  const lost = files.keys.filter(isLost).map(({ path }) => path)
  const facts = { missing: lost }
  if (lost.length === 0) return mended(evidence, start, 'the host keys are there', facts)
  if (lost.length < KEYS.length) return unknown(`only some of the host keys are missing: ${lost.join(', ')}`)
  const why = notToStart(evidence, start)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: 'the host has no host key', facts }
}

const isLost = (file: ServerFile): boolean => file.state === 'missing' || (file.state === 'there' && file.size === 0)
