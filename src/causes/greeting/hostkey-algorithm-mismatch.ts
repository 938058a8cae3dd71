import type { Recognised } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { FRESH_MS, lastDisagreement, some } from '../reading/negotiation.ts'
import { mismatches, offerOf } from '../reading/openssh-defaults.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

const NEW_KEY =
  'sudo ssh-keygen -A, then take HostKeyAlgorithms and lone HostKey lines out of sshd_config and reload sshd'

export const hostkeyAlgorithmMismatch = defineCause({
  id: 'hostkey-algorithm-mismatch',
  title: 'The server has no host key of a type that the client takes',
  needs: ['kex', 'host'],
  also: ['sshd-log', 'client', 'identity'],
  recognise: ({ kex, host, 'sshd-log': log, client, identity }) =>
    onlyOldKeys(kex, host.name) ?? theirClient(log, client, identity),
  suspicion: {
    needs: ['sshd-log', 'client', 'identity'],
    recognise: ({ 'sshd-log': log, client, identity }) => theirClient(log, client, identity),
  },
  decide: ({ host }) =>
    `ssh -v -p ${host.port} ${host.address} true 2>&1 | grep -E 'no matching host key|host key algorithm'; on the console: sudo sshd -T | grep -E '^(hostkey|hostkeyalgorithms) '`,
})

function onlyOldKeys(kex: Answered<'kex'>, name: string): Recognised | undefined {
  const offer = offerOf(kex)
  const found = offer && mismatches(offer).find(({ what }) => what === 'host key type')
  if (!found) return undefined
  const [oldest = 'ssh-rsa'] = found.theirs
  return {
    confidence: 'proven',
    summary: `${name} signs its host key only with ${some(found.theirs)}, which OpenSSH 8.8 and newer do not take. Older clients still get in.`,
    evidence: quoteProbe('kex', `host key types offered: ${found.theirs.join(',')}`),
    advice: `On the host: ${NEW_KEY}. Until then, for this host alone: ssh -o HostKeyAlgorithms=+${oldest}`,
    affects: 'everybody',
  }
}

/** A client that knows only types which this host does not have: mostly an old library that can ssh-rsa alone. */
function theirClient(
  log: Answered<'sshd-log'> | undefined,
  client: { address: string } | undefined,
  identity: Answered<'identity'> | undefined,
): Recognised | undefined {
  if (!log || !client || !identity) return undefined
  const last = lastDisagreement(log, client.address, identity.now)
  if (last?.what !== 'host key type') return undefined
  return {
    confidence: last.agoMs <= FRESH_MS ? 'proven' : 'likely',
    summary: `The client at ${client.address} takes no host key that this host has: it asks for ${some(last.offer.split(','))}.`,
    evidence: quoteLines(log, (line) => line.includes(last.line.text)),
    advice: `Upgrade the client at ${client.address}, or see what it forces: ssh -G HOST | grep -i hostkeyalgorithms. What the host has: sudo sshd -T | grep ^hostkey`,
    affects: 'client',
    since: last.line.at,
  }
}
