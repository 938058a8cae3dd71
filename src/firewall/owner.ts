import type { RuleOwner, UfwRule } from '../domain/inside.ts'
import type { Trace } from './trace.ts'
import { ufwRowOf } from './ufw-row.ts'
import type { Place, Station } from './walk.ts'

/** Who bans one address after another comes first: their sets are asked in the chains of others too. */
const MARKS: readonly (readonly [RegExp, RuleOwner])[] = [
  [/\bf2b-|^addr6?-set-/i, 'fail2ban'],
  [/\bsshguard/, 'sshguard'],
  [/\bcrowdsec/i, 'crowdsec'],
  [/^(LOCALINPUT|DENYIN|ALLOWIN|LOGDROPIN|INVDROP|CC_DENY[PI]?|chain_6?DENY|chain_6?ALLOW|bl_)/, 'csf'],
  [/\bufw6?-/, 'ufw'],
  [/\bfirewalld\b|\b(IN|FWD|POST|PRE)_[a-z]|_(ZONES|POLICIES|direct)\b/, 'firewalld'],
  [/\b(KUBE|cali|CILIUM)[-_]|\bkube-/, 'kubernetes'],
  [/\bNETAVARK|\bnetavark\b|\bCNI-/, 'podman'],
  [/\bDOCKER\b|\bdocker-/, 'docker'],
  [/\bLIBVIRT_|\blibvirt\b/, 'libvirt'],
  [/^ts-(input|forward)/, 'tailscale'],
]

/** Who writes a rule, by the names of its table, its chain and the sets that it asks. */
export const ownerOf = (...names: readonly string[]): RuleOwner =>
  MARKS.find(([mark]) => names.some((name) => mark.test(name)))?.[1] ?? 'other'

/** Who wrote what decided, and as what that person knows it: `ufw rule 3: DENY IN from 203.0.113.0/24`. */
export interface Ownership {
  owner: RuleOwner
  words: string
}

/** What decided, in the words of whoever wrote it. `ufw`: the rows of `ufw status numbered`, where there are any. */
export function ownershipOf(
  at: Place,
  { path, packet }: Pick<Trace, 'path' | 'packet'>,
  ufw: readonly UfwRule[] = [],
): Ownership {
  const owner = ownerOfPlace(at, path)
  const words =
    WORDS[owner]?.(at, { path, ufw, family: packet.family }) ??
    `${owner === 'other' ? '' : `${NAMES[owner]}, `}${plainly(at)}`
  return { owner, words }
}

/** A policy, or a rule in a built-in chain, belongs to whoever the chain jumps to first. */
function ownerOfPlace(at: Place, path: readonly Station[]): RuleOwner {
  const own = ownerOf(...setsIn(at.rule?.text ?? ''), at.chain, at.table)
  if (own !== 'other' || at.rule) return own
  const jumps = path.filter((one) => one.tool === at.tool && one.table === at.table).map(({ does }) => does)
  return (
    ['ufw' as const, 'firewalld' as const, 'csf' as const].find((one) =>
      jumps.some((does) => ownerOf(...does.split(' ')) === one),
    ) ?? 'other'
  )
}

/** `--match-set f2b-sshd src`, `ip saddr @addr-set-sshd`, `vmap @verdicts` */
const setsIn = (text: string): string[] =>
  Array.from(text.matchAll(/(?:--match-set |@)([^\s"]{1,64})/g), ([, name = '']) => name)

interface Surroundings {
  path: readonly Station[]
  ufw: readonly UfwRule[]
  family: 4 | 6
}

const NAMES: Record<RuleOwner, string> = {
  ufw: 'ufw',
  firewalld: 'firewalld',
  fail2ban: 'fail2ban',
  sshguard: 'sshguard',
  crowdsec: 'CrowdSec',
  docker: 'Docker',
  podman: 'Podman',
  kubernetes: 'Kubernetes',
  libvirt: 'libvirt',
  tailscale: 'Tailscale',
  csf: 'CSF',
  other: '',
}

const WORDS: Partial<Record<RuleOwner, (at: Place, around: Surroundings) => string | undefined>> = {
  ufw: ufwWords,
  firewalld: firewalldWords,
  fail2ban: fail2banWords,
  sshguard: () => 'sshguard’s block list',
  crowdsec: () => 'CrowdSec’s bouncer',
}

function ufwWords(at: Place, around: Surroundings): string {
  const { chain, rule } = at
  if (rule && /^ufw6?-user-/.test(chain)) return userRuleWords(chain, rule, around)
  const part = /^ufw6?-(before|after)-/.exec(chain)?.[1] ?? (/^ufw6?-not-local/.test(chain) ? 'before' : undefined)
  if (part) return `ufw’s own rules, /etc/ufw/${part}${around.family === 6 ? '6' : ''}.rules`
  return 'ufw’s default for what no rule of it allows'
}

/** What has a limit is decided in a chain behind the rule that was made from the row. */
function userRuleWords(chain: string, rule: { text: string }, { path, ufw, family }: Surroundings): string {
  const isLimit = /^ufw6?-user-limit/.test(chain)
  const made = isLimit ? path.findLast((one) => /^ufw6?-user-input$/.test(one.chain))?.rule : rule
  const row = made && ufwRowOf(made.text, ufw, family)
  const within = chain.endsWith('accept') ? ' (within its limit)' : ' (over its limit)'
  const limit = isLimit ? within : ''
  if (row) return `ufw rule ${row.number}: ${withoutNumber(row.line)}${limit}`
  return `a rule of ufw${limit}: ${ruleWords(rule.text)}`
}

/** `[ 1] 22/tcp                     DENY IN     203.0.113.7` */
const withoutNumber = (line: string): string =>
  line
    .replace(/^\[\s*\d+\]/, '')
    .trim()
    .replace(/\s+/g, ' ')

/** A rule may hold a list of a thousand addresses. */
const MOST_RULE_WORDS = 160

function ruleWords(text: string): string {
  const bare = text.replace(/^-A \S+ /, '')
  return bare.length > MOST_RULE_WORDS ? `${bare.slice(0, MOST_RULE_WORDS)}…` : bare
}

const ZONE = /^(?:filter_)?IN_(policy_)?(.{1,60}?)(?:_(?:pre|log|deny|allow|post))?$/

/** The zone whose chain it stands in or, where the zones have nothing that fits, the one that was asked last. */
function firewalldWords({ chain, rule }: Place, { path }: Surroundings): string | undefined {
  const own = zoneOf(chain)
  const text = ruleWords(rule?.text ?? '')
  if (own && rule)
    return /^(-j )?(drop|accept|reject.*)$/i.test(text)
      ? `firewalld’s ${own}, for what no rule of it names`
      : `firewalld’s ${own}: ${text}`
  if (!/^(filter_)?INPUT$/.test(chain)) return rule && `firewalld: ${text}`
  const asked = path.flatMap((one) => zoneOf(one.chain) ?? []).findLast((one) => one.startsWith('zone '))
  return asked && `firewalld, whose ${asked} allows nothing that fits`
}

function zoneOf(chain: string): string | undefined {
  const [, policy, zone] = ZONE.exec(chain) ?? []
  return zone === undefined ? undefined : `${policy ? 'policy' : 'zone'} ${zone}`
}

/** The sets for IPv6 have a 6 behind the jail's name. */
function fail2banWords({ chain, rule }: Place, { family }: Surroundings): string {
  const [set] = setsIn(rule?.text ?? '').flatMap((name) => /^(?:f2b-|addr6?-set-)(.{1,60})$/.exec(name)?.[1] ?? [])
  const jail = set?.replace(family === 6 ? /6$/ : /$/, '') ?? /^f2b-(?!chain$)(.{1,60})$/.exec(chain)?.[1]
  return jail === undefined ? 'fail2ban' : `fail2ban’s jail ${jail}`
}

/** `iptables filter INPUT, rule 3: -s 203.0.113.7/32 -j DROP`, `nft inet filter input, its policy` */
function plainly({ tool, table, chain, rule }: Place): string {
  const place = `${tool} ${tool === 'nft' ? table : table.replace(/^ip6? /, '')} ${chain}`
  if (!rule) return `${place}, its policy`
  const handle = rule.handle === undefined ? '' : ` (handle ${rule.handle})`
  return `${place}, rule ${rule.number}${handle}: ${ruleWords(rule.text)}`
}
