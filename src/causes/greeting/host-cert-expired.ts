import type { HostCertificate } from '../../domain/inside/host-keys.ts'
import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

/** What expired long ago and was not missed since keeps nobody out. */
const RECENT_MS = 30 * 24 * 3_600_000

export const hostCertExpired = defineCause({
  id: 'host-cert-expired',
  title: 'The host’s certificate has expired',
  needs: ['host-keys', 'identity', 'host'],
  also: ['host-key'],
  recognise: ({ 'host-keys': section, identity, host, 'host-key': key }) => {
    const now = Date.parse(identity.now)
    const [bad] = section.certificates.filter((certificate) => sinceOf(certificate, now) !== undefined)
    const since = bad && sinceOf(bad, now)
    if (!bad || since === undefined) return undefined
    const seen = key && key.outcome !== 'match' ? key.certificate : undefined
    const isRecent = now - Date.parse(since) < RECENT_MS
    return {
      confidence: seen ? 'proven' : isRecent ? 'likely' : 'possible',
      summary: `The certificate of ${host.name}’s host key (${bad.file}) ${stateOf(bad, now)}: whoever knows the host only by its authority does not trust it. Clients that have its plain key on record still get in.`,
      evidence: [
        ...(seen ? quoteProbe('host-key', seen) : []),
        ...quoteLines(
          section,
          (line, { command }) => command.includes(bad.file) && /^\s*(Type|Valid|Key ID):/.test(line),
        ),
      ],
      advice: signAgain(bad),
      affects: 'everybody',
      since,
    }
  },
  suspicion: {
    needs: ['host-key', 'host'],
    recognise: ({ 'host-key': key, host }) => {
      const said = key.outcome === 'match' ? undefined : key.certificate
      if (!said || !/expired|not yet valid/.test(said)) return undefined
      return {
        confidence: 'proven',
        summary: `${host.name} shows a certificate that is not valid now, and we know it only by its authority.`,
        evidence: quoteProbe('host-key', `${said} (key ${key.type} ${key.fingerprint})`),
        advice:
          'On the console: sudo sshd -T | grep ^hostcertificate, then ssh-keygen -Lf on that file; let the authority sign the key again',
        affects: 'everybody',
      }
    },
  },
  masks: ['hostkey-changed'],
  decide: () =>
    `for f in $(sudo sshd -T | awk '/^hostcertificate/{print $2}'); do ssh-keygen -Lf $f | grep -E 'cert|Valid'; done`,
})

/** The moment that spoilt it: its end, or now when it is not valid yet. */
function sinceOf({ from, to }: HostCertificate, now: number): string | undefined {
  if (to && Date.parse(to) < now) return to
  return from && Date.parse(from) > now ? new Date(now).toISOString() : undefined
}

const stateOf = ({ from, to }: HostCertificate, now: number): string =>
  to && Date.parse(to) < now ? `expired at ${to}` : `is valid only from ${from}`

const signAgain = ({ file, keyId, principals }: HostCertificate): string =>
  `Where the authority’s key is: ssh-keygen -s CA_KEY -h -I ${keyId || 'HOST'} -n ${principals.join(',') || 'HOST'} -V +52w ${file.replace(/-cert\.pub$/, '.pub')}; put the result at ${file} and reload sshd`
