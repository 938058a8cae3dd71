import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const hostkeyChanged = defineCause({
  id: 'hostkey-changed',
  title: 'The host shows another key than the one we know',
  needs: ['host-key', 'host'],
  also: ['host-keys'],
  recognise: ({ 'host-key': key, host, 'host-keys': own }) => {
    if (key.outcome !== 'changed' && key.outcome !== 'revoked') return undefined
    const isOwn = own?.keys.some(({ fingerprint }) => fingerprint === key.fingerprint) ?? false
    const known = key.expected.map(
      ({ type, fingerprint, file, line }) => `known: ${type} ${fingerprint} (${file}:${line})`,
    )
    return {
      confidence: 'proven',
      summary:
        key.outcome === 'revoked'
          ? `${host.name} shows a host key that is marked as revoked.`
          : isOwn
            ? `${host.name} shows a host key that differs from the one on record, and it is really its own: it was given new keys.`
            : `${host.name} shows a host key that differs from the one on record: it was rebuilt, another machine answers there, or someone is in between.`,
      evidence: [
        ...quoteProbe('host-key', [`shown: ${key.type} ${key.fingerprint}`, ...known].join('\n')),
        ...(own && isOwn ? quoteLines(own, (line) => line.includes(key.fingerprint)) : []),
      ],
      advice: `Compare with the host’s console (ssh-keygen -lf /etc/ssh/ssh_host_${keyFile(key.type)}_key.pub). Only when it is the same: ssh-keygen -R ${knownAs(host)}`,
      affects: 'everybody',
    }
  },
  decide: ({ host }) => `ssh-keyscan -p ${host.port} ${host.address} | ssh-keygen -lf -`,
})

const keyFile = (type: string) => /ed25519|ecdsa/.exec(type)?.[0] ?? 'rsa'

/** ssh-keygen and known_hosts name another port than 22 as `[NAME]:PORT`; the brackets need quotes in a shell. */
const knownAs = ({ address, port }: { address: string; port: number }) =>
  port === 22 ? address : `'[${address}]:${port}'`
