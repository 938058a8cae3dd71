import type { KeyFile, PathPart } from '../../domain/inside/login.ts'
import { defineCause } from '../define.ts'
import { saidIn } from '../reading/attempts.ts'
import { type FileVerdict, hasOtherKeys, isInHome, octal, quotePath, type UserKeys } from '../reading/key-files.ts'
import { KEY_LOGIN, keyLoginOf } from '../reading/key-login.ts'
import { quoteSetting } from '../reading/sshd-settings.ts'

export const strictmodes = defineCause({
  id: 'strictmodes',
  title: 'Others may write to the user’s keys, so sshd ignores them',
  ...KEY_LOGIN,
  recognise: (facts) => {
    const seen = keyLoginOf(facts)
    if (!seen) return undefined
    const { settings, verdicts, attempt } = seen
    const { 'user-keys': keys, 'sshd-config': config, 'sshd-log': log, user } = facts
    const found = verdicts.find(isUnsafe)
    if (!found) return undefined
    const said = saidIn(attempt, log, /^Authentication refused: bad ownership or modes for /)
    const alone = !hasOtherKeys(settings) && verdicts.every(({ verdict }) => verdict !== 'usable')
    const { part, file } = found
    return {
      confidence: said || alone ? 'proven' : 'possible',
      summary: `sshd ignores ${file.path}, because ${part.path} ${faultOf(part, keys.uid)} (mode ${octal(part)}, owner ${part.owner}).${alone ? ` No key of ${user} is accepted.` : ''}`,
      evidence: [...quotePath(keys, part.path), ...(said?.proof ?? []), ...quoteSetting(config, 'strictmodes')],
      advice: repairOf(part, file, keys),
      affects: 'user',
      ...(!isForeign(part, keys) && { remedies: [{ id: 'strictmodes-repair', args: { user, path: part.path } }] }),
    }
  },
  remedies: ['strictmodes-repair'],
  masks: ['key-not-authorized'],
  decide: ({ user }) => `sudo namei -l ~${user ?? 'USER'}/.ssh/authorized_keys (who may write to each part?)`,
})

const isUnsafe = (one: FileVerdict): one is Extract<FileVerdict, { part: PathPart }> => one.verdict === 'unsafe'

function faultOf({ uid, mode, group }: PathPart, owner: number): string {
  if (uid !== 0 && uid !== owner) return 'belongs to somebody else'
  return (mode & 0o002) !== 0 ? 'may be written by everybody' : `may be written by the group ${group}`
}

const isForeign = ({ uid }: PathPart, keys: UserKeys): boolean => uid !== 0 && uid !== keys.uid

/** Only the component at fault is touched, and only what is wrong with it. A folder that others share goes to root, not to the user. */
function repairOf(part: PathPart, file: KeyFile, keys: UserKeys): string {
  const { path } = part
  const foreign = isForeign(part, keys)
  const owner = isInHome(path, keys) ? keys.user : 'root'
  const repair = foreign ? `sudo chown ${owner} ${path}` : `sudo chmod go-w ${path}`
  return path === file.path || foreign ? repair : `${repair} (that one folder; nothing under it)`
}
