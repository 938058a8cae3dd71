import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const wrongHostBehindName = defineCause({
  id: 'wrong-host-behind-name',
  title: 'Another machine answers at this address',
  needs: ['host-key', 'host'],
  also: ['host-keys'],
  recognise: ({ 'host-key': key, host, 'host-keys': own }) => {
    if (key.outcome !== 'changed' || isOwn(key, own)) return undefined
    const names = namesOf(key)
    const differs = ownOfThatType(key, own)
    if (!names && !differs) return undefined
    return {
      confidence: differs ? 'proven' : 'likely',
      summary: names
        ? `The machine that answers as ${host.name} shows the key on record for ${names}${differs ? `, and ${host.name} itself has another one` : ''}.`
        : `The key that answers as ${host.name} is none of those that ${host.name} itself has: another machine answers there, or someone is in between.`,
      evidence: [
        ...quoteProbe('host-key', [`shown: ${key.type} ${key.fingerprint}`, ...recordsOf(key)].join('\n')),
        ...(own && differs ? quoteLines(own, (line) => line.includes(differs)) : []),
      ],
      advice: `Do not remove the key on record. See who has the address: DNS (getent ahosts ${host.address}), NAT or port forwarding, DHCP (on the console: ip -br addr)`,
      affects: 'everybody',
    }
  },
  masks: ['hostkey-changed'],
  decide: ({ host }) =>
    `ssh-keyscan -p ${host.port} ${host.address} 2>/dev/null | ssh-keygen -lf -; on the console of ${host.name}: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`,
})

type Key = Extract<Answered<'host-key'>, { outcome: 'changed' | 'revoked' }>
type Own = Answered<'host-keys'> | undefined

const namesOf = ({ alsoKnownAs = [] }: Key): string => [...new Set(alsoKnownAs.map(({ names }) => names))].join(' and ')

const recordsOf = ({ expected, alsoKnownAs = [] }: Key): string[] => [
  ...expected.map(({ type, fingerprint, file, line }) => `on record here: ${type} ${fingerprint} (${file}:${line})`),
  ...alsoKnownAs.map(
    ({ names, type, file, line }) => `the shown key is on record for ${names}: ${type} (${file}:${line})`,
  ),
]

/** The host was looked at from inside, and the key is its own: it was given new keys. */
const isOwn = ({ fingerprint }: Key, own: Own): boolean =>
  own?.keys.some((one) => one.fingerprint === fingerprint) ?? false

/** The fingerprint of the host's own key of the type that was shown: proof that somebody else showed one. */
const ownOfThatType = ({ type }: Key, own: Own): string | undefined =>
  own?.keys.find((one) => type.toUpperCase().includes(one.type))?.fingerprint
