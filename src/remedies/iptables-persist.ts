import { z } from 'zod'
import { familyOf } from '../domain/address.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { hasRule, loadsSame, type SavedRules, savedRulesIn } from '../firewall/iptables/loaded.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { ADDRESS, PORT } from './grant.ts'
import { type KeptRule, keptState, printedBy } from './kept-rule.ts'
import { aboutPassage, type Passage } from './passage.ts'

const args = z.strictObject({
  ip: ipAddress,
  port: portNumber,
  chain: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,27}$/, 'a chain such as INPUT'),
  file: z.enum([
    '/etc/iptables/rules.v4',
    '/etc/iptables/rules.v6',
    '/etc/sysconfig/iptables',
    '/etc/sysconfig/ip6tables',
  ]),
  line: z.string().regex(/^[1-9]\d{0,6}$/, 'the line of the file that the rule comes before'),
})
type Args = z.infer<typeof args>

const FILES = '(/etc/iptables/rules[.]v[46]|/etc/sysconfig/ip6?tables)'
const CHAIN = '[A-Za-z0-9_][A-Za-z0-9_.-]*'
const REST = `-p tcp -m tcp --dport ${PORT} -m comment --comment ssh-medic -j ACCEPT`

/** The second step after iptables-allow: its rule in the file of saved rules, at its place, and nothing else changed there. */
export const iptablesPersist = defineRemedy<Args>({
  id: 'iptables-persist',
  title: 'Keep the rule of iptables after a restart',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', port: '22', chain: 'INPUT', file: '/etc/iptables/rules.v4', line: '7' },
  trouble,
  about: aboutPassage,
  plan: (args) => [['sed', '-i', `${args.line}i ${ruleOf(args)}`, args.file]],
  undo: (args) => [takeOut(args)],
  grants: [
    { program: '/usr/bin/sed', args: `-i [1-9][0-9]*i -A ${CHAIN} -s ${ADDRESS}/(32|128) ${REST} ${FILES}` },
    {
      program: '/usr/bin/sed',
      args: `-i /.-A [][A-Za-z0-9_.-]+ -s [][0-9a-f.:]+[.](32|128) ${REST}./d ${FILES}`,
    },
  ],
  caution: 'The address gets in after every restart, until it is undone: whoever wrote the rules should know of it.',
})

/** As iptables-save prints the rule of iptables-allow. */
const ruleOf = ({ ip, port, chain }: Pick<Args, 'chain'> & Passage): string =>
  `-A ${chain} -s ${ip}/${familyOf(ip) === 6 ? 128 : 32} -p tcp -m tcp --dport ${port} -m comment --comment ssh-medic -j ACCEPT`

/** The line that says exactly this, and no other. A slash would end the pattern. */
function takeOut(args: Args): Argv {
  const pattern = ruleOf(args)
    .replace(/[.[\]]/g, (character) => `[${character}]`)
    .replaceAll('/', '.')
  return ['sed', '-i', `/^${pattern}$/d`, args.file]
}

function trouble(evidence: Evidence, args: Args): State {
  const kept = keptRule(evidence, args)
  return 'because' in kept ? { state: 'unknown', because: kept.because } : keptState(kept, args.line)
}

type About = Pick<Args, 'chain' | 'file'> & Passage

function keptRule(evidence: Evidence, about: About): KeptRule | { because: string } {
  const { ip, file } = about
  const tool = familyOf(ip) === 6 ? 'ip6tables' : 'iptables'
  const kept = answerOf(evidence, 'saved-rules')
  const commands = answerOf(evidence, 'firewall')?.commands ?? []
  const loaded = printedBy(commands, `${tool}-save -c`)
  const isWhole = kept?.files.some((one) => one.path === file && one.tool === tool)
  const written = isWhole ? printedBy(kept?.commands ?? [], `cat ${file}`) : undefined
  if (loaded === undefined || commands.some(({ command }) => command.includes('-legacy-save')))
    return { because: `the rules of ${tool} could not be read` }
  if (written === undefined) return { because: `${file} could not be read` }
  const [live, saved, ours] = [savedRulesIn(loaded), savedRulesIn(written), ruleOf(about)]
  return {
    ...{ ip, file, saved: hasRule(saved, ours), loaded: hasRule(live, ours) },
    ...{ same: loadsSame(live, saved), sameButForIt: loadsSame(live, saved, ours) },
    line: lineFor(live, saved, about),
  }
}

/** Before which line of the file the rule has to stand, to come where it is loaded. */
function lineFor(live: SavedRules, saved: SavedRules, args: About): number | undefined {
  const rulesOf = ({ chains }: SavedRules) =>
    chains.find(({ table, name }) => table === 'filter' && name === args.chain)?.rules ?? []
  const place = rulesOf(live).findIndex(({ text }) => text === ruleOf(args))
  if (place < 0) return undefined
  const written = rulesOf(saved)
  const last = written.at(-1)
  return written[place]?.line ?? (last ? last.line + 1 : saved.filterEnd)
}

/** What it takes where the saved rules are those that are loaded, but for that one. */
export function persistArgs(evidence: Evidence, { ip, port, chain }: Omit<About, 'file'>): Args | undefined {
  for (const file of args.shape.file.options) {
    const about = { ip, port, chain, file }
    const kept = keptRule(evidence, about)
    if ('because' in kept || kept.line === undefined) continue
    const line = String(kept.line)
    if (keptState(kept, line).state === 'holds') return { ...about, line }
  }
  return undefined
}
