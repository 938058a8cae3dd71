import type { StatedPath } from '../../domain/inside/session.ts'
import { defineCause } from '../define.ts'
import { messageIn } from '../reading/log.ts'
import { quoteLines } from '../reading/quote.ts'

/** sshd's safely_chroot(): each component belongs to root, and nobody else may write to it. */
const faultOf = ({ mode, owner }: StatedPath): string | undefined => {
  if (mode === '') return 'does not exist'
  if (owner !== 'root') return `belongs to ${owner}`
  return Number.parseInt(mode, 8) & 0o022 ? `can be written by others (mode ${mode})` : undefined
}

const isMissing = (line: string, path: string) => line.startsWith('stat: ') && line.includes(`'${path}'`)

export const chrootBadOwner = defineCause({
  id: 'chroot-bad-owner',
  title: 'The folder that sshd locks the user into is not safe enough for it',
  needs: ['session-setup', 'user'],
  also: ['sshd-log'],
  recognise: ({ 'session-setup': setup, user, 'sshd-log': log }) => {
    const bad = setup.chroot.find((part) => faultOf(part) !== undefined)
    const last = setup.chroot.at(-1)
    if (!bad || !last) return undefined
    return {
      confidence: 'proven',
      summary: `sshd locks ${user} into ${last.path} (ChrootDirectory) and ends the session, because ${bad.path} ${faultOf(bad)}.`,
      evidence: [
        ...quoteLines(setup, (line) => line.startsWith('chrootdirectory ')),
        ...quoteLines(setup, (line) => line.endsWith(`|${bad.path}`) || isMissing(line, bad.path)),
        ...(log
          ? quoteLines(log, (line) => /^fatal: (bad ownership or modes for )?chroot/.test(messageIn(line) ?? '')).slice(
              0,
              1,
            )
          : []),
      ],
      advice:
        bad.mode === ''
          ? `sudo install -d -o root -g root -m 755 ${bad.path}`
          : `sudo chown root:root ${bad.path}; sudo chmod go-w ${bad.path} (give the user a folder of their own inside)`,
      affects: 'user',
    }
  },
  decide: ({ user }) => `sudo sshd -T -C user=${user ?? 'USER'} | grep chrootdirectory (then: namei -l that folder)`,
})
