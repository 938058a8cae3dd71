import type { Recognised } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { type Attempt, isSilent, quoteOf } from '../reading/attempts.ts'
import {
  type FileVerdict,
  hasOtherKeys,
  knowsAllKeys,
  quoteKeys,
  quotePath,
  type UserKeys,
} from '../reading/key-files.ts'
import { KEY_LOGIN, keyLoginOf } from '../reading/key-login.ts'
import { nameOf } from '../reading/person.ts'
import { quoteProbe } from '../reading/quote.ts'
import { keysAlone, methodLists, openMethods, quoteSetting, type Settings } from '../reading/sshd-settings.ts'

export const keyNotAuthorized = defineCause({
  id: 'key-not-authorized',
  title: 'The key is not among the user’s authorised ones',
  ...KEY_LOGIN,
  also: [...KEY_LOGIN.also, 'own-key'],
  recognise: (facts) => {
    const seen = keyLoginOf(facts)
    if (!seen) return undefined
    const { settings: effective, verdicts, address, attempt } = seen
    const { 'user-keys': keys, 'sshd-config': config, 'sshd-log': log, login, user } = facts
    if (!openMethods(effective, user).includes('publickey')) return undefined
    if (verdicts.some(({ verdict }) => !SETTLED.includes(verdict))) return undefined
    const who = nameOf(user, address)
    const others = verdicts.some(({ verdict }) => verdict === 'usable') || hasOtherKeys(effective)
    // Where people come with a ticket, no key is no lack.
    if (!others && opensByTicket(effective, user, log)) return undefined
    const found = others
      ? (ourKeyMissing(keys, login, effective) ?? strangeKey(keys, verdicts, { attempt, log, who, effective }))
      : noKeys(keys, verdicts, effective, [
          ...(attempt && log && isSilent(attempt) ? quoteEnd(attempt, log) : []),
          ...quoteSetting(config, 'passwordauthentication'),
        ])
    return found && { ...found, affects: 'user', advice: adviceOn(verdicts, user) }
  },
  suspicion: {
    needs: ['login', 'vantage'],
    recognise: ({ login, 'own-key': key, vantage }) => {
      if (login.outcome !== 'denied' || !login.methods.includes('publickey')) return undefined
      return {
        confidence: 'possible',
        summary: `The host refused our own key for ${login.user}. It may not be among the authorised ones; a host that ignores the file, or the user, looks the same from outside.`,
        evidence: quoteProbe(
          'login',
          `login as ${login.user} refused, methods left: ${login.methods.join(', ')}${login.offered ? `; offered ${login.offered.join(', ')}` : ''}`,
        ),
        advice: `${enrolment(key, vantage, login.user)} Else, on the console: sh FILE - CLIENT-ADDRESS ${login.user} (FILE is what "ssh-medic script" prints) and add what it says to this check; or look yourself: sudo journalctl -t sshd -t sshd-session -n 30`,
        affects: 'vantage',
      }
    },
  },
  decide: ({ user, client }) =>
    `For the person: ssh-keygen -lf ~/.ssh/id_ed25519.pub; on the host: sudo ssh-keygen -lf ~${user ?? 'USER'}/.ssh/authorized_keys (is it there?); sudo journalctl -t sshd -t sshd-session | grep ${client?.address ?? 'ADDRESS'}`,
})

/** How our own key gets among the authorised ones. */
function enrolment(key: Answered<'own-key'> | undefined, vantage: string, user: string): string {
  const [file] = key?.outcome === 'usable' ? key.files : []
  const line = file === undefined ? 'ssh-add -L' : `ssh-keygen -y -f ${file}`
  return `If ${vantage} never got in there as ${user}: what ${line} prints on ${vantage} belongs into ~${user}/.ssh/authorized_keys of the host.`
}

/** Files about which sshd has no complaint: with any other, it is not the key. */
const SETTLED: readonly string[] = ['missing', 'empty', 'usable']

/** Whether Kerberos is on and of use here: sshd has taken a ticket of somebody. Red Hat's sshd has it on where nobody uses it. */
const opensByTicket = (settings: Settings, user: string, log: Answered<'sshd-log'> | undefined): boolean =>
  !keysAlone(settings, user) &&
  openMethods(settings, user).includes('gssapi-with-mic') &&
  (log?.lines.some(({ text }) => /^Accepted gssapi-(with-mic|keyex) for /.test(text)) ?? false)

type Found = Pick<Recognised, 'confidence' | 'summary' | 'evidence'>

/** No key at all: nobody can log in with one. */
function noKeys(
  keys: UserKeys,
  verdicts: FileVerdict[],
  settings: Settings,
  also: Recognised['evidence'],
): Found | undefined {
  const [first] = verdicts
  if (!first || (keys.usual?.keys.length ?? 0) > 0 || keys.realHome === undefined) return undefined
  const only = keysAlone(settings, keys.user)
  const rest = only
    ? 'and nothing but a key opens the door'
    : keys.password === 'locked'
      ? 'and the password is locked'
      : 'so only a password can be right'
  return {
    confidence: only ? 'proven' : keys.password === 'locked' ? 'likely' : 'possible',
    summary: `${keys.user} has no authorised key at all (${verdicts.map(({ file }) => file.path).join(', ')}), ${rest}.`,
    evidence: [...quotePath(keys, first.file.path), ...also],
  }
}

/** Our own login was refused, and we know our own keys. */
function ourKeyMissing(keys: UserKeys, login: Answered<'login'> | undefined, settings: Settings): Found | undefined {
  if (login?.outcome !== 'denied' || login.user !== keys.user || !login.offered || hasOtherKeys(settings))
    return undefined
  if (!knowsAllKeys(keys)) return undefined
  const known = keys.files.flatMap(({ fingerprints }) => fingerprints)
  if (login.offered.some((fingerprint) => known.includes(fingerprint))) return undefined
  return {
    confidence: 'proven',
    summary: `Our own key for ${keys.user} (${login.offered.join(', ')}) is not ${among(known)}.`,
    evidence: [...quoteKeys(keys), ...quoteProbe('login', `offered ${login.offered.join(', ')}: refused`)],
  }
}

interface Tried {
  attempt: Attempt | undefined
  log: Answered<'sshd-log'> | undefined
  who: string
  effective: Settings
}

/** The last attempt ended without a word of why: so it does for a key that is not there. LogLevel VERBOSE also tells which key. */
function strangeKey(
  keys: UserKeys,
  verdicts: FileVerdict[],
  { attempt, log, who, effective }: Tried,
): Found | undefined {
  if (!attempt || !log || !isSilent(attempt)) return undefined
  // What was written after the attempt may be the very key.
  if (verdicts.some(({ file }) => (file.parts.at(-1)?.modifiedS ?? 0) > attempt.atS + 1)) return undefined
  const known = verdicts.flatMap(({ file }) => file.fingerprints)
  const offered = knowsAllKeys(keys) ? attempt.lines.flatMap(({ text }) => OFFERED.exec(text)?.[1] ?? []) : []
  if (offered.some((fingerprint) => known.includes(fingerprint))) return undefined
  const evidence = [...quoteEnd(attempt, log), ...quoteKeys(keys)]
  if (offered.length === 0)
    return {
      // Where a second proof is wanted, its lack looks the same; and we do not know all keys that come from elsewhere.
      confidence: knowsAllKeys(keys) && !wantsMore(effective) && !hasOtherKeys(effective) ? 'likely' : 'possible',
      summary: `sshd turned ${who} away without a reason, as it does when the key is not ${among(verdicts.flatMap(({ file }) => file.keys))}.`,
      evidence,
    }
  return {
    confidence: !hasOtherKeys(effective) ? 'proven' : 'likely',
    summary: `${who} offered ${offered.join(', ')}, which is not ${among(known)}.`,
    evidence,
  }
}

const among = ({ length }: readonly unknown[]): string =>
  length === 1 ? 'the one that is authorised' : `among the ${length} that are authorised`

const wantsMore = (settings: Settings): boolean => methodLists(settings)?.every((list) => list.length > 1) ?? false

const OFFERED = /^Failed publickey for .* ssh2: \S+ (SHA256:[A-Za-z0-9+/]{43})(?: \[preauth\])?$/

const quoteEnd = ({ lines }: Attempt, log: Answered<'sshd-log'>) =>
  lines
    .filter(({ text }) => / authenticating user |^Failed publickey /.test(text))
    .slice(0, 2)
    .flatMap(({ text }) => quoteOf(log, text))

function adviceOn(verdicts: FileVerdict[], user: string): string {
  const file = verdicts[0]?.file.path ?? `~${user}/.ssh/authorized_keys`
  return `For the person: ssh -v HOST 2>&1 | grep Offering shows the key’s fingerprint; ssh-keygen -lf ${file} the authorised ones. Add the right .pub line to ${file}, with the approval of whoever owns ${user}`
}
