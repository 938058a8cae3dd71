import type { Untested } from '../domain/diagnosis.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { BlockingRule } from '../domain/inside.ts'
import { describeAttempt } from './reading/outside.ts'

/**
 * What was seen and no cause explains yet: each with the cause it may be and the command that decides. While there is one, a
 * host is not called healthy.
 */
export function unexplained(evidence: Evidence): Untested[] {
  return [...onTheWay(evidence), ...atTheDoor(evidence), ...inTheKernel(evidence)]
}

function onTheWay(evidence: Evidence): Untested[] {
  const { host, vantage } = evidence
  const resolve = answerOf(evidence, 'resolve')
  if (resolve?.outcome === 'resolver-failed') {
    const because = `${vantage} could not ask its resolver (${resolve.code})`
    return [{ cause: 'dns-resolver-down', because, decide: `getent ahosts ${host.address}; cat /etc/resolv.conf` }]
  }
  const connect = answerOf(evidence, 'connect')
  if (!connect || connect.outcome === 'connected') return []
  const because = describeAttempt(connect)
  if (connect.outcome === 'timed-out')
    return [
      {
        cause: 'network-fw-drop',
        because,
        decide: `On the host’s console: sudo tcpdump -ni any tcp port ${host.port} (a SYN arrives: the host drops it; none: the path does)`,
      },
    ]
  if (connect.outcome === 'refused' && connect.by !== 'icmp') return []
  return [
    {
      cause: 'network-fw-reject',
      because,
      decide: `On the host’s console: sudo nft list ruleset; sudo iptables-save (is there a REJECT?)`,
    },
  ]
}

function atTheDoor(evidence: Evidence): Untested[] {
  const { host } = evidence
  return [...bannerTrouble(evidence), ...keyTrouble(evidence), ...loginTrouble(evidence)].map((trouble) => ({
    ...trouble,
    decide: trouble.decide.replaceAll('HOST', host.address).replaceAll('PORT', String(host.port)),
  }))
}

function bannerTrouble(evidence: Evidence): Untested[] {
  const banner = answerOf(evidence, 'banner')
  if (!banner || banner.outcome === 'banner') return []
  if (banner.outcome === 'closed')
    return [
      {
        cause: 'sshd-upgraded-not-restarted',
        because: `the connection was closed after ${banner.afterMs} ms without a byte`,
        decide: 'On the console: sudo journalctl -u ssh -n 50; sudo sshd -t',
      },
    ]
  if (banner.outcome === 'refusal-text' && !/not allowed at this time/i.test(banner.text))
    return [
      {
        cause: 'maxstartups',
        because: `the server said: ${banner.text}`,
        decide: 'On the console: sudo sshd -T | grep -i startups; sudo journalctl -t sshd -n 50',
      },
    ]
  return []
}

function keyTrouble(evidence: Evidence): Untested[] {
  const kex = answerOf(evidence, 'kex')
  if (kex?.outcome === 'timed-out') {
    const because = `the key exchange stalled for ${kex.timeoutMs} ms`
    return [{ cause: 'pmtu-blackhole', because, decide: 'ssh -vvv -p PORT HOST true' }]
  }
  const banner = answerOf(evidence, 'banner')
  if (banner?.outcome === 'banner' && !/^(2\.|1\.99)/.test(banner.protocol)) return []
  // Nothing in common with our library alone: whether OpenSSH agrees is not known then.
  if ((kex?.outcome === 'closed' && !kex.complaint) || (kex?.outcome === 'no-common-algorithm' && !kex.via))
    return [
      {
        cause: kex.outcome === 'closed' ? 'middlebox-reset' : 'algorithm-mismatch',
        because: `the key exchange failed: ${kex.error}`,
        decide: 'ssh -vvv -p PORT HOST true',
      },
    ]
  const key = answerOf(evidence, 'host-key')
  if (key?.outcome !== 'unknown') return []
  const refused = key.certificate ? `; ${key.certificate}` : ''
  const because = `known_hosts has no key for this host (it shows ${key.type} ${key.fingerprint}${refused}), so we did not log in`
  return [
    {
      cause: 'hostkey-changed',
      because,
      decide: 'Compare with the host’s console, then enrol it: ssh-keyscan -p PORT HOST >> ~/.ssh/known_hosts',
    },
  ]
}

function loginTrouble(evidence: Evidence): Untested[] {
  const login = answerOf(evidence, 'login')
  if (!login || login.outcome === 'accepted') return scriptTrouble(evidence)
  const because =
    login.outcome === 'denied'
      ? `the host refused our own login ${login.user} (it offers: ${login.methods.join(', ') || 'nothing'})`
      : login.outcome === 'disconnected'
        ? `the host ended our login: ${login.reason}`
        : `our login got no answer within ${login.timeoutMs} ms`
  return [
    {
      cause: 'key-not-authorized',
      because,
      decide: `ssh -v -p PORT ${login.user}@HOST true; on the console: sudo journalctl -t sshd -n 30`,
    },
  ]
}

function scriptTrouble(evidence: Evidence): Untested[] {
  const script = answerOf(evidence, 'script')
  if (script?.outcome !== 'failed') return []
  return [
    {
      cause: 'shell-startup',
      because: `we logged in, but the evidence script did not run: ${script.error}`,
      decide: 'ssh -p PORT HOST /bin/sh -c true; echo $?',
    },
  ]
}

/** Rules that may keep the client out and that no cause here reads: said, never guessed. */
function inTheKernel(evidence: Evidence): Untested[] {
  const firewall = answerOf(evidence, 'firewall')
  if (!firewall || !evidence.client) return []
  const unread = firewall.blocking.filter(({ owner }) => !READ_ELSEWHERE.includes(owner))
  const policies = firewall.dropPolicies.filter(({ chain }) => !isSetByUfw(chain, evidence))
  const [first] = [
    ...unread.map(({ text }) => text),
    ...policies.map(({ tool, table, chain }) => `${tool} ${table} ${chain}: policy drop`),
  ]
  if (first === undefined) return []
  const because = `the host has firewall rules of its own that ssh-medic does not trace yet, such as: ${first}`
  return [
    {
      cause: 'nftables-drop',
      because,
      decide: `sudo nft list ruleset; sudo iptables-save (does a rule drop ${evidence.client.address}?)`,
    },
  ]
}

const READ_ELSEWHERE: readonly BlockingRule['owner'][] = ['fail2ban', 'ufw']

/** ufw sets the policy of the built-in chains; then its own rules speak for them. */
const isSetByUfw = (chain: string, evidence: Evidence): boolean =>
  Boolean(answerOf(evidence, 'ufw')?.active) && /^(INPUT|FORWARD)$/.test(chain)
