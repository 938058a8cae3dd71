import type { AuthorizedKey, KeyFile } from '../../domain/inside/login.ts'
import { defineCause } from '../define.ts'
import { saidIn } from '../reading/attempts.ts'
import { hasOtherKeys, quoteKey } from '../reading/key-files.ts'
import { KEY_LOGIN, keyLoginOf } from '../reading/key-login.ts'
import { type OptionRefusal, refusedByOptions } from '../reading/key-options.ts'
import { settingOf } from '../reading/sshd-settings.ts'

export const authorizedKeysOptions = defineCause({
  id: 'authorized-keys-options',
  title: 'The key is authorised, but not from here or not any more',
  ...KEY_LOGIN,
  recognise: (facts) => {
    const seen = keyLoginOf(facts)
    if (!seen) return undefined
    const { settings, verdicts, address, attempt } = seen
    const { 'user-keys': keys, identity, 'sshd-log': log, user } = facts
    const visitor = { address, now: identity?.now, byName: settingOf(settings, 'usedns') === 'yes' }
    const judged = verdicts
      .filter(({ verdict }) => verdict === 'usable')
      .flatMap(({ file }) => file.keys.map((key) => ({ file, key, refusal: refusedByOptions(key, visitor) })))
    const refused = judged.filter((one): one is Refused => one.refusal !== undefined)
    const said = saidIn(attempt, log, SAID)
    const first = refused.find(({ file, key }) => said?.text.startsWith(`${file.path}:${key.line}: `)) ?? refused[0]
    if (!first) return undefined
    const all = refused.length === judged.length && !hasOtherKeys(settings)
    if (!all && !said) return undefined
    return {
      confidence: said || refused.every(({ refusal }) => refusal.certain) ? 'proven' : 'possible',
      summary: `${all ? `Every key of ${user}` : 'The key that was offered'} is refused ${whyOf(first, address)}`,
      evidence: [...refused.slice(0, 3).flatMap(({ file, key }) => quoteKey(keys, file, key)), ...(said?.proof ?? [])],
      advice: adviceOn(first, address),
      affects: first.refusal.option === 'from' ? 'client' : 'user',
    }
  },
  masks: ['key-not-authorized'],
  decide: ({ user, client }) =>
    `sudo grep -nE 'from=|expiry-time=' ~${user ?? 'USER'}/.ssh/authorized_keys (does it let ${client?.address ?? 'the client'} in, today?)`,
})

interface Refused {
  file: KeyFile
  key: AuthorizedKey
  refusal: OptionRefusal
}

const SAID =
  /: Authentication tried for \S+ with correct key but not from a permitted host |^error: Refused by key options$/

function whyOf({ file, key, refusal }: Refused, address: string | undefined): string {
  const place = `line ${key.line} of ${file.path}`
  return refusal.option === 'from'
    ? `${address ? `to ${address}` : 'to the client'}: ${place} allows it only from="${refusal.value}".`
    : `because its time is over: ${place} has expiry-time="${refusal.value}".`
}

function adviceOn({ file, key, refusal }: Refused, address: string | undefined): string {
  if (refusal.option === 'expiry-time')
    return `Agree on a new time with whoever set it, and write it into line ${key.line} of ${file.path}`
  const widen = `change line ${key.line} of ${file.path}`
  // After a negated pattern nothing that is added helps.
  return refusal.value.includes('!') || !address
    ? `Connect from where the key is allowed, or ${widen}`
    : `Connect from where the key is allowed, or ${widen} to from="${refusal.value},${address}"`
}
