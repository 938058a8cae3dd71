import type { Recognised } from '../../domain/diagnosis.ts'
import type { PathPart } from '../../domain/inside/login.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { saidIn } from '../reading/attempts.ts'
import { type FileVerdict, hasOtherKeys, isInHome, octal, quotePath, type UserKeys } from '../reading/key-files.ts'
import { keyLoginOf } from '../reading/key-login.ts'
import { keysAlone, openMethods, quoteSetting, type Settings } from '../reading/sshd-settings.ts'

export const authorizedKeysUnreadable = defineCause({
  id: 'authorized-keys-unreadable',
  title: 'sshd cannot get at the user’s keys',
  needs: ['user-keys', 'sshd-config', 'account', 'user'],
  also: ['identity', 'client', 'login', 'connect', 'sshd-log', 'pam'],
  recognise: (facts) => {
    const seen = keyLoginOf(facts)
    if (!seen) return undefined
    const { settings, verdicts, attempt } = seen
    const { 'user-keys': keys, 'sshd-config': config, 'sshd-log': log } = facts
    if (verdicts.some(({ verdict }) => verdict === 'usable')) return undefined
    const said = saidIn(attempt, log, /^Could not open user '/)
    const comesLater = makesHomes(facts.pam) && opensWithoutKey(settings, keys)
    const missing = comesLater ? undefined : homeMissing(keys, verdicts)
    const found = closedFile(verdicts, keys, facts.account.groups) ?? missing ?? elsewhere(keys, verdicts)
    if (!found) return undefined
    // Where keys come from a program or an authority, files and a home directory may well be missing.
    if (hasOtherKeys(settings) && !said) return undefined
    return {
      ...found,
      confidence: said ? 'proven' : found.confidence,
      evidence: [...found.evidence, ...(said?.proof ?? []), ...quoteSetting(config, 'authorizedkeysfile')],
      affects: 'user',
    }
  },
  masks: ['key-not-authorized'],
  remedies: ['authorized-keys-modes'],
  decide: ({ user }) =>
    `sudo namei -l ~${user ?? 'USER'}/.ssh/authorized_keys; sudo sshd -T -C user=${user ?? 'USER'},host=localhost,addr=127.0.0.1 | grep authorizedkeysfile`,
})

type Found = Pick<Recognised, 'confidence' | 'summary' | 'evidence' | 'advice' | 'remedies'>

function closedFile(verdicts: FileVerdict[], keys: UserKeys, groups: readonly string[]): Found | undefined {
  const closed = verdicts.find((one): one is Extract<FileVerdict, { part: PathPart }> => one.verdict === 'unreadable')
  if (!closed) return undefined
  const { part, file, certain } = closed
  const what = part.path === file.path ? 'read it' : `pass through ${part.path}`
  return {
    confidence: certain ? 'proven' : 'likely',
    summary: `sshd looks into ${file.path} as ${keys.user}, who may not ${what} (mode ${octal(part)}, owner ${part.owner}): no key in it counts.`,
    evidence: quotePath(keys, part.path),
    advice: openingOf(part, part.path === file.path, keys),
    ...remediesFor(part, part.path === file.path, keys, groups),
  }
}

/** A file that is not the user’s own is for people to judge. */
function remediesFor(part: PathPart, isFile: boolean, { uid, user }: UserKeys, groups: readonly string[]) {
  const whose = part.uid === uid ? 'u' : groups.includes(part.group) ? 'g' : 'o'
  if (isFile && whose !== 'u') return {}
  return {
    remedies: [
      { id: 'authorized-keys-modes', args: { user, path: part.path, right: `${whose}+${isFile ? 'r' : 'x'}` } },
    ],
  }
}

/** Outside the home nothing becomes the user's: to pass through, or to read public keys, is enough. */
function openingOf(part: PathPart, isFile: boolean, keys: UserKeys): string {
  if (part.uid === keys.uid) return `sudo chmod u+rX ${part.path}`
  if (isInHome(part.path, keys)) return `sudo chown ${keys.user}: ${part.path} (if it is to be ${keys.user}’s own)`
  return `sudo chmod o+${isFile ? 'r' : 'x'} ${part.path} (others may then ${isFile ? 'read it: public keys are no secret' : 'pass through it, and not list it'})`
}

/** PAM makes the home when the user first logs in; whoever never did has none. */
const makesHomes = (pam: Answered<'pam'> | undefined): boolean =>
  pam?.stack.some(({ facility, module }) => facility === 'session' && /^pam_(oddjob_)?mkhomedir\.so$/.test(module)) ??
  false

/** Whether the user may come in by a password, or by a ticket of Kerberos. */
const opensWithoutKey = (settings: Settings, { user, password }: UserKeys): boolean =>
  !keysAlone(settings, user) &&
  openMethods(settings, user).some(
    (method) => method === 'gssapi-with-mic' || (method !== 'publickey' && password !== 'locked'),
  )

function homeMissing(keys: UserKeys, verdicts: FileVerdict[]): Found | undefined {
  if (keys.realHome !== undefined || verdicts.length === 0) return undefined
  if (!verdicts.every(({ verdict, file }) => verdict === 'missing' && file.path.startsWith(`${keys.home}/`)))
    return undefined
  return {
    confidence: 'proven',
    summary: `The home directory ${keys.home} of ${keys.user} does not exist, and the keys would lie in it.`,
    evidence: quotePath(keys, keys.home),
    advice: `Mount it if it lies on another disk or server (findmnt ${keys.home}; grep home /etc/fstab), or make it: sudo mkhomedir_helper ${keys.user}; then put the keys back`,
  }
}

/** The user has keys where one expects them, and sshd was told to look at another place. */
function elsewhere({ usual, user, ...keys }: UserKeys, verdicts: FileVerdict[]): Found | undefined {
  if (
    !usual ||
    usual.keys.length === 0 ||
    !verdicts.every(({ verdict }) => verdict === 'missing' || verdict === 'empty')
  )
    return undefined
  const places = verdicts.map(({ file }) => file.path)
  const [first] = places
  const looks = first
    ? `sshd looks for keys of ${user} in ${places.join(' and ')}, where there are none`
    : 'sshd is told to read no file of keys'
  return {
    confidence: 'proven',
    summary: `${looks}. What is in ${usual.path} (${usual.keys.length === 1 ? 'one key' : `${usual.keys.length} keys`}) is never read.`,
    evidence: first ? quotePath({ usual, user, ...keys }, first) : [],
    advice: first
      ? `Put the keys into ${first} (owner root or ${user}, mode 644), or set AuthorizedKeysFile back to .ssh/authorized_keys; run sshd -t, then reload ssh`
      : 'Set AuthorizedKeysFile back to .ssh/authorized_keys, run sshd -t, then reload ssh',
  }
}
