import type { Recognised } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { FRESH_MS, lastDisagreement, some } from '../reading/negotiation.ts'
import { kexOf, mismatches, offerOf, oldestClient } from '../reading/openssh-defaults.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

const KEYWORDS: Record<string, string> = { 'key exchange method': 'KexAlgorithms', cipher: 'Ciphers', MAC: 'MACs' }

export const algorithmMismatch = defineCause({
  id: 'algorithm-mismatch',
  title: 'Client and server have no algorithm in common',
  needs: ['kex', 'host'],
  also: ['sshd-log', 'client', 'identity'],
  recognise: ({ kex, host, 'sshd-log': log, client, identity }) =>
    offersTooOld(kex, host.name) ?? theirClient(log, client, identity) ?? onlyForSome(kex, host.name),
  suspicion: {
    needs: ['sshd-log', 'client', 'identity'],
    recognise: ({ 'sshd-log': log, client, identity }) => theirClient(log, client, identity),
  },
  decide: ({ host }) =>
    `ssh -vv -p ${host.port} ${host.address} true 2>&1 | grep -E 'Unable to negotiate|kex: '; on the console: sudo sshd -T | grep -E '^(kexalgorithms|ciphers|macs) '`,
})

/** The server's own lists, against those of an OpenSSH with nothing changed. */
function offersTooOld(kex: Answered<'kex'>, name: string): Recognised | undefined {
  const offer = offerOf(kex)
  const found = offer ? mismatches(offer).filter(({ what }) => what !== 'host key type') : []
  const [first] = found
  if (!first) return undefined
  return {
    confidence: 'proven',
    summary: `${name} takes no ${first.what} that a current OpenSSH offers: only ${some(first.theirs)}. Other clients may offer more than that, or less.`,
    evidence: quoteProbe(
      'kex',
      [...found.map(({ what, theirs }) => `${what}s offered: ${theirs.join(',')}`), ...said(kex)].join('\n'),
    ),
    advice: `Take the restriction out of sshd_config (or upgrade the server). Until then, for this host alone: ${found.map(asOption).join(' ')}`,
    affects: 'everybody',
  }
}

const asOption = ({ what, theirs: [one = ''] }: { what: string; theirs: string[] }) => `-o ${KEYWORDS[what]}=+${one}`

const said = (kex: Answered<'kex'>): string[] =>
  kex.outcome === 'no-common-algorithm' && kex.via ? [`${kex.via.version} here: ${kex.error}`] : []

/** What sshd said to the person's own client, whatever ours can do. */
function theirClient(
  log: Answered<'sshd-log'> | undefined,
  client: { address: string } | undefined,
  identity: Answered<'identity'> | undefined,
): Recognised | undefined {
  if (!log || !client || !identity) return undefined
  const last = lastDisagreement(log, client.address, identity.now)
  if (!last || last.what === 'host key type') return undefined
  return {
    confidence: last.agoMs <= FRESH_MS ? 'proven' : 'likely',
    summary: `The client at ${client.address} offers no ${last.what} that sshd takes: only ${some(last.offer.split(','))}.`,
    evidence: quoteLines(log, (line) => line.includes(last.line.text)),
    advice: `Upgrade the client at ${client.address}, or see what its ssh_config forces (ssh -G HOST | grep -iE '^(kex|ciphers|macs)'). sshd's own list: sudo sshd -T | grep -E '^(kexalgorithms|ciphers|macs) '`,
    affects: 'client',
    since: last.line.at,
  }
}

/** A current OpenSSH could enter, but the one here could not: nobody knows how new the person's is. */
function onlyForSome(kex: Answered<'kex'>, name: string): Recognised | undefined {
  const offer = offerOf(kex)
  if (kex.outcome !== 'no-common-algorithm' || !kex.via || !offer) return undefined
  const version = oldestClient(offer)
  const who = version
    ? `clients need OpenSSH ${version} or newer, and ${kex.via.version} of this vantage is none`
    : `a current OpenSSH takes that, but ${kex.via.version} of this vantage does not`
  return {
    confidence: 'possible',
    summary: `${name} takes only ${some(kexOf(offer))}: ${who}.`,
    evidence: quoteProbe('kex', [`key exchange methods offered: ${offer.kex.join(',')}`, ...said(kex)].join('\n')),
    advice: `Ask for the person's version: ssh -V. Either upgrade that client, or let sshd take curve25519-sha256 too (KexAlgorithms)`,
    affects: 'client',
  }
}
