import { matchesGlob } from '../../domain/glob.ts'
import type { AuthorizedKey } from '../../domain/inside/login.ts'
import { defineCause } from '../define.ts'
import { saidIn } from '../reading/attempts.ts'
import { hasOtherKeys, quoteKey } from '../reading/key-files.ts'
import { KEY_LOGIN, keyLoginOf } from '../reading/key-login.ts'
import { optionsOf } from '../reading/key-options.ts'
import { quoteSetting, type Settings, settingOf } from '../reading/sshd-settings.ts'

export const pubkeyAlgorithmDisabled = defineCause({
  id: 'pubkey-algorithm-disabled',
  title: 'sshd does not accept this kind of key',
  ...KEY_LOGIN,
  recognise: (facts) => {
    const seen = keyLoginOf(facts)
    if (!seen) return undefined
    const { settings, verdicts, attempt } = seen
    const { 'user-keys': keys, 'sshd-config': config, 'sshd-log': log, user } = facts
    const said = saidIn(attempt, log, SAID)
    const all = verdicts
      .filter(({ verdict }) => verdict === 'usable')
      .flatMap(({ file }) =>
        file.keys.filter((key) => !isAuthority(key)).map((key) => ({ file, key, refused: refusalOf(key, settings) })),
      )
    // An authority vouches for keys that nobody here knows.
    const mayUseOthers = hasOtherKeys(settings) || verdicts.some(({ file }) => file.keys.some(isAuthority))
    const refused = all.filter(({ refused: why }) => why !== undefined)
    const every = all.length > 0 && refused.length === all.length && !mayUseOthers
    if (!every && !said) return undefined
    const [first] = refused
    return {
      confidence: 'proven',
      summary: every
        ? `sshd accepts none of the keys that ${user} has here: ${first?.refused}.`
        : `sshd refused the key that was offered for its kind: ${inWords(said?.text ?? '')}.`,
      evidence: [
        ...quoteSetting(config, ...(first?.refused?.includes('bits') ? ['requiredrsasize'] : ACCEPTED)),
        ...(every ? refused.slice(0, 2).flatMap(({ file, key }) => quoteKey(keys, file, key)) : []),
        ...(said?.proof ?? []),
      ],
      advice: `Give ${user} a key of today: ssh-keygen -t ed25519, and its .pub line in authorized_keys. Until then a Match block for this user alone can set ${first?.refused?.includes('bits') || said?.text.includes('key length') ? 'a lower RequiredRSASize' : 'PubkeyAcceptedAlgorithms with the old kind added'}; run sshd -t, then reload ssh`,
      affects: 'user',
    }
  },
  masks: ['key-not-authorized'],
  decide: ({ user, client }) =>
    `sudo sshd -T -C user=${user ?? 'USER'},host=localhost,addr=${client?.address ?? 'ADDRESS'} | grep -iE 'pubkeyaccepted|requiredrsasize'; for the person: ssh -v HOST 2>&1 | grep -i 'mutual signature'`,
})

const isAuthority = ({ options }: AuthorizedKey): boolean =>
  optionsOf(options).some(({ name }) => name === 'cert-authority')

const ACCEPTED = ['pubkeyacceptedalgorithms', 'pubkeyacceptedkeytypes']

const SAID =
  /^(userauth_pubkey: (signature algorithm|key type) \S+ not in PubkeyAccepted(Algorithms|KeyTypes)|refusing RSA key: Invalid key length)( \[preauth\])?$/

/** Why sshd would not even look a key up, if so. An RSA key signs in three ways, and one of them is enough. */
function refusalOf({ type, bits }: AuthorizedKey, settings: Settings): string | undefined {
  const accepted = ACCEPTED.flatMap((keyword) => settings[keyword] ?? []).flatMap((value) => value.split(','))
  const ways = type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type]
  if (accepted.length > 0 && !accepted.some((pattern) => ways.some((way) => matchesGlob(way, pattern))))
    return `PubkeyAcceptedAlgorithms leaves ${type} out`
  const least = Number(settingOf(settings, 'requiredrsasize'))
  if (type === 'ssh-rsa' && bits !== undefined && bits < least) return `RSA keys need ${least} bits, and it has ${bits}`
  return undefined
}

function inWords(text: string): string {
  const [, algorithm] = /(?:algorithm|type) (\S+) not in/.exec(text) ?? []
  return algorithm ? `${algorithm} is not in PubkeyAcceptedAlgorithms` : 'the RSA key is too short for RequiredRSASize'
}
