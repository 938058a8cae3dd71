import { z } from 'zod'
import { familyOf } from '../domain/address.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { linesBut, type WrittenTable, writtenTables } from '../firewall/nft/written.ts'
import { ipAddress, portNumber } from './arguments.ts'
import { type Argv, defineRemedy, type State } from './define.ts'
import { ADDRESS, PORT } from './grant.ts'
import { type KeptRule, keptState, printedBy } from './kept-rule.ts'
import { nftFamily, nftName } from './nft-names.ts'
import { aboutPassage, type Passage } from './passage.ts'

const FILE = '/etc/nftables.conf'

const args = z.strictObject({
  ip: ipAddress,
  port: portNumber,
  family: nftFamily,
  table: nftName,
  line: z.string().regex(/^[1-9]\d{0,6}$/, 'the line of the file that the rule comes before'),
})
type Args = z.infer<typeof args>
type About = Omit<Args, 'line'>

/** The second step after nftables-allow: its rule in the file, at its place, and nothing else changed there. */
export const nftablesPersist = defineRemedy<Args>({
  id: 'nftables-persist',
  title: 'Keep the rule of nftables after a restart',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7', port: '22', family: 'inet', table: 'filter', line: '9' },
  trouble,
  about: aboutPassage,
  plan: (args) => [['sed', '-i', `${args.line}i ${ruleOf(args)}`, FILE]],
  undo: (args) => [takeOut(args)],
  grants: [
    {
      program: '/usr/bin/sed',
      args: `-i [1-9][0-9]*i ip6? saddr ${ADDRESS} tcp dport ${PORT} accept comment "ssh-medic/${ADDRESS}/${PORT}" /etc/nftables[.]conf`,
    },
    {
      program: '/usr/bin/sed',
      args: `-i /.ip6? saddr [][0-9a-f.:]+ tcp dport ${PORT} accept comment "ssh-medic[.][][0-9a-f.:]+[.]${PORT}"./d /etc/nftables[.]conf`,
    },
  ],
  caution: 'The address gets in after every restart, until it is undone: whoever wrote the rules should know of it.',
})

/** As nft prints the rule of nftables-allow. */
const ruleOf = ({ ip, port }: Passage): string =>
  `${familyOf(ip) === 6 ? 'ip6' : 'ip'} saddr ${ip} tcp dport ${port} accept comment "ssh-medic/${ip}/${port}"`

/** The line that says exactly this, and no other. A slash would end the pattern. */
function takeOut(args: Args): Argv {
  const pattern = ruleOf(args)
    .replace(/[.[\]]/g, (character) => `[${character}]`)
    .replaceAll('/', '.')
  return ['sed', '-i', `/^${pattern}$/d`, FILE]
}

function trouble(evidence: Evidence, args: Args): State {
  const kept = keptRule(evidence, args)
  return 'because' in kept ? { state: 'unknown', because: kept.because } : keptState(kept, args.line)
}

function keptRule(evidence: Evidence, about: About): KeptRule | { because: string } {
  const ours = ruleOf(about)
  const name = `${about.family} ${about.table}`
  const live = writtenTables(printedBy(answerOf(evidence, 'firewall')?.commands ?? [], 'nft -a list ruleset') ?? '')
  const saved = savedIn(evidence)
  const [loaded, written] = [live?.get(name), saved?.get(name)]
  if (!live || !loaded) return { because: `the table ${name} could not be read` }
  if (!saved || !written) return { because: `${FILE} does not say what is loaded in the way nft prints it` }
  const isSame = (but?: string) =>
    Array.from(saved).every(([one, table]) => linesBut(table, but) === linesBut(live.get(one) ?? NOTHING, but))
  return {
    ...{ ip: about.ip, file: FILE, saved: has(written, ours), loaded: has(loaded, ours) },
    ...{ same: isSame(), sameButForIt: isSame(ours) },
    line: written.lines[loaded.lines.findIndex(({ text }) => text === ours)]?.number,
  }
}

function savedIn(evidence: Evidence): Map<string, WrittenTable> | undefined {
  const kept = answerOf(evidence, 'saved-rules')
  const file = kept?.files.some(({ path }) => path === FILE) ? printedBy(kept.commands, `cat ${FILE}`) : undefined
  return file === undefined ? undefined : writtenTables(file)
}

const NOTHING: WrittenTable = { lines: [] }
const has = ({ lines }: WrittenTable, rule: string): boolean => lines.some(({ text }) => text === rule)

/** What it takes where the file says what is loaded, but for that one rule. */
export function nftPersistArgs(evidence: Evidence, { ip, port, family, table }: About): Args | undefined {
  const about = { ip, port, family, table }
  const kept = keptRule(evidence, about)
  if ('because' in kept || kept.line === undefined) return undefined
  const line = String(kept.line)
  return keptState(kept, line).state === 'holds' ? { ...about, line } : undefined
}
