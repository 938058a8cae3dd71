import type { Untested } from '../domain/diagnosis.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Answered } from '../domain/observation.ts'
import { judge } from './reading/kept-out.ts'
import { isWholeResolverDown } from './reading/name-servers.ts'
import { hopThatRefused } from './reading/network.ts'
import { describeAnswer, describeAttempt } from './reading/outside.ts'

/**
 * What was seen and no cause explains yet: each with the cause it may be and the command that decides. While there is one, a
 * host is not called healthy.
 */
export function unexplained(evidence: Evidence): Untested[] {
  return [...onTheWay(evidence), ...atTheDoor(evidence), ...inTheKernel(evidence)]
}

function onTheWay(evidence: Evidence): Untested[] {
  const named = [...noAddress(evidence), ...behindJump(evidence)]
  return named.length > 0 ? named : noConnection(evidence)
}

function noAddress(evidence: Evidence): Untested[] {
  const resolve = answerOf(evidence, 'resolve')
  if (resolve?.outcome !== 'resolver-failed' || isWholeResolverDown(answerOf(evidence, 'name-servers'))) return []
  const because = `${evidence.vantage} could not ask its resolver (${resolve.code})`
  return [
    { cause: 'dns-resolver-down', because, decide: `getent ahosts ${evidence.host.address}; cat /etc/resolv.conf` },
  ]
}

function behindJump(evidence: Evidence): Untested[] {
  const { host } = evidence
  const jump = answerOf(evidence, 'jump')
  if (jump?.outcome !== 'failed' || jump.at !== 'target') return []
  const because = `${jump.hop} could not connect to ${jump.to}: ${jump.said}`
  const decide = `On ${jump.hop}: ssh -v -p ${host.port} ${host.address} true; or: ssh-medic check, from a vantage behind ${jump.hop}`
  return [{ cause: 'sshd-stopped', because, decide }]
}

function noConnection(evidence: Evidence): Untested[] {
  const connect = answerOf(evidence, 'connect')
  if (!connect || connect.outcome === 'connected') return []
  // Nothing left this vantage: no firewall on the way, nor the host's, has seen it.
  if (answerOf(evidence, 'vantage-route')?.outcome === 'refused') return []
  if (connect.outcome === 'timed-out') return silence(evidence, describeAttempt(connect))
  if (connect.outcome === 'refused' && connect.by !== 'icmp') return []
  if (isReadByCauses(connect, answerOf(evidence, 'network'))) return []
  const decide = 'On the host’s console: sudo nft list ruleset; sudo iptables-save (is there a REJECT?)'
  return [{ cause: 'network-fw-reject', because: describeAttempt(connect), decide }]
}

function silence(evidence: Evidence, attempt: string): Untested[] {
  const control = answerOf(evidence, 'control')
  const because = control ? `${attempt}; port ${control.port}: ${describeAnswer(control)}` : attempt
  const decide = `On the host’s console: sudo tcpdump -ni any tcp port ${evidence.host.port} (a SYN arrives: the host drops it; none: the path does)`
  return [{ cause: 'network-fw-drop', because, decide }, ...ourOwnRules(evidence, attempt)]
}

/** A rule of the vantage itself that drops cannot be told from one on the way while its counters are not read. */
function ourOwnRules(evidence: Evidence, because: string): Untested[] {
  if (answerOf(evidence, 'vantage-firewall')?.outcome === 'counted') return []
  const decide =
    'On the vantage: sudo iptables-save -c; sudo nft list ruleset (does a rule for output count each attempt?)'
  return [{ cause: 'bastion-egress-fw', because, decide }]
}

/** What a hop says is a cause's to judge. What the host's own address says may be its firewall, or a bridge that speaks for it. */
const isReadByCauses = (connect: Answered<'connect'>, network: Answered<'network'> | undefined): boolean => {
  const hop = hopThatRefused(connect, network)
  return hop !== undefined && hop.icmp.name !== 'address-unreachable'
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
  // Too many faults end so to name one of them.
  if (banner.outcome === 'closed')
    return [
      {
        cause: 'closed-without-greeting',
        because: `the connection was closed after ${banner.afterMs} ms without a byte: sshd cannot serve it (its files, keys or limits), or a proxy on the way has nobody behind it`,
        decide:
          "On the console: sudo journalctl -u ssh -n 50; sudo sshd -t; sudo readlink /proc/$(pgrep -o -x sshd)/exe (“(deleted)”: restart it); sudo ss -ltnp 'sport = :PORT'",
      },
    ]
  return banner.outcome === 'refusal-text' ? strangeRefusal(banner.text) : []
}

/** sshd's own two refusals are causes; any other text may come from a proxy, a jail of TCP wrappers or a trap. */
function strangeRefusal(text: string): Untested[] {
  if (/^(not allowed at this time|exceeded maxstartups)/i.test(text)) return []
  return [
    {
      cause: 'non-ssh-service',
      because: `something that names itself no SSH server said: ${text}`,
      decide: "On the console: sudo ss -ltnp 'sport = :PORT'; sudo journalctl -t sshd -n 50; cat /etc/hosts.deny",
    },
  ]
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
        cause: causeOfKex(kex),
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
      decide: enrolment(key, evidence),
    },
  ]
}

/** How the key gets on record: only after the console has shown the same one. */
function enrolment({ type, fingerprint, file }: UnknownKey, { vantage, host }: Evidence): string {
  const kind = /^(?:ssh-)?(ed25519|rsa|dss|ecdsa)/.exec(type)?.[1] ?? 'ed25519'
  const [known, name] = [file ?? '~/.ssh/known_hosts', host.port === 22 ? 'HOST' : '[HOST]:PORT']
  return [
    `on the host’s console: ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub (it must show ${fingerprint})`,
    `then on ${vantage}, as the worker’s account: ssh-keyscan -t ${kind} -p PORT HOST >> ${known}`,
    `and look at what is there now, it must be the same: ssh-keygen -lF '${name}' -f ${known}`,
  ].join('; ')
}

type UnknownKey = Extract<Answered<'host-key'>, { outcome: 'unknown' }>

/** Whether big packets are lost is a cause's to judge; whether somebody else sent a reset cannot be seen from here. */
function causeOfKex(kex: Answered<'kex'>): string {
  return kex.outcome === 'closed' && /ECONNRESET/.test(kex.error) ? 'middlebox-reset' : 'algorithm-mismatch'
}

function loginTrouble(evidence: Evidence): Untested[] {
  const login = answerOf(evidence, 'login')
  if (!login || login.outcome === 'accepted') return scriptTrouble(evidence)
  if (login.outcome === 'denied' && isJudged(login.user, login.methods, evidence)) return []
  const because =
    login.outcome === 'denied'
      ? `the host refused our own login ${login.user} (it offers: ${login.methods.join(', ') || 'nothing'})`
      : login.outcome === 'disconnected'
        ? `the host ended our login: ${login.reason}${login.said ? `, after it said: ${login.said.slice(0, 200)}` : ''}`
        : `our login got no answer within ${login.timeoutMs} ms`
  return [
    {
      cause: 'key-not-authorized',
      because,
      decide: `ssh -v -p PORT ${login.user}@HOST true; on the console: sudo journalctl -t sshd -t sshd-session -n 30`,
    },
  ]
}

/** The causes of a refused login speak for it: from outside as a suspicion, or by what the host's console told of that user. */
function isJudged(user: string, methods: string[], evidence: Evidence): boolean {
  const keys = answerOf(evidence, 'user-keys')
  return keys ? keys.user === user : methods.length > 0
}

function scriptTrouble(evidence: Evidence): Untested[] {
  const script = answerOf(evidence, 'script')
  if (script?.outcome !== 'failed') return []
  const because = `we logged in, but the evidence script did not run: ${script.error}`
  return [{ cause: 'shell-startup', because, decide: 'ssh -p PORT HOST /bin/sh -c true; echo $?' }]
}

/** What the rules alone do not tell about the client: said, never guessed. */
function inTheKernel(evidence: Evidence): Untested[] {
  const firewall = answerOf(evidence, 'firewall')
  const { client, host } = evidence
  if (!firewall || !client) return []
  const judgement = judge({ ...factsOf(evidence), firewall, client, host })
  if (judgement.kind !== 'open') return []
  const { at, because } = judgement
  const rule = at
    ? `${at.tool} ${at.table} ${at.chain}, ${at.rule ? `rule ${at.rule.number}: ${at.rule.text}` : 'its policy'}`
    : 'its firewall'
  return [
    {
      cause: at?.tool === 'nft' || !at ? 'nftables-drop' : 'iptables-drop',
      because: `whether the host lets ${client.address} in cannot be told from its rules: ${because} (${rule})`,
      decide: `ssh-medic trace ${host.name} --from ${client.address}; on the host: sudo nft -a list ruleset; sudo iptables-save -c (which rule counts a try from ${client.address}?)`,
    },
  ]
}

const factsOf = (evidence: Evidence) => ({
  ufw: answerOf(evidence, 'ufw'),
  limits: answerOf(evidence, 'limits'),
  connect: answerOf(evidence, 'connect'),
  resolve: answerOf(evidence, 'resolve'),
  addresses: answerOf(evidence, 'addresses'),
  network: answerOf(evidence, 'network'),
  sessions: answerOf(evidence, 'sessions'),
})
