import { stripVTControlCharacters, styleText } from 'node:util'
import type { TraceReport } from './trace.ts'

type Style = Parameters<typeof styleText>[0]
type Paint = (style: Style, text: string) => string
type Station = TraceReport['path'][number]

/** A rule may hold a list of a thousand addresses. */
const MOST_RULE_TEXT = 400

/** The packet's way for a terminal: each chain with the rules that it matches or may match, and the verdict last. */
export function toTraceText(report: TraceReport, { color, columns }: { color: boolean; columns: number }): string {
  const paint: Paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text)
  const path = telling(report.path)
  const packet = wrapped(packetLine(report, paint), columns, HANGING)
  const paragraphs = [packet.join('\n'), ...chains(path).map((chain) => chainText(chain, columns, paint))]
  const folded = report.path.length - path.length
  const jumps = `(${folded} ${folded === 1 ? 'jump' : 'jumps'} into chains where nothing matched: ssh-medic trace --json shows them)`
  const note =
    folded > 0
      ? [
          wrapped(jumps, columns, HANGING)
            .map((line) => paint('dim', line))
            .join('\n'),
        ]
      : []
  return `${[...paragraphs, ...note, verdictLines(report, columns, paint).join('\n')].join('\n\n')}\n`
}

/** Without the jumps that led to no rule: firewalld makes dozens. */
function telling(path: readonly Station[]): Station[] {
  const kept: Station[] = []
  // The least depth since the last that was kept: what comes after a jump is in its chain while it is deeper.
  let least = -1
  for (const station of path.toReversed()) {
    const isJump = /^(jump|goto) \S+$/.test(station.does)
    if (!isJump || least > station.depth) {
      kept.push(station)
      least = station.depth
    } else least = Math.min(least, station.depth)
  }
  return kept.reverse()
}

function packetLine({ packet, from, host }: TraceReport, paint: Paint): string {
  if (!packet) return `${paint('bold', from)} → ${paint('bold', host.name)} port ${host.port}`
  const { source, destination, destinationPort, device } = packet
  return `${paint('bold', source)} → ${paint('bold', destination)} port ${destinationPort}, new TCP connection${device ? `, by ${device}` : ''}`
}

/** The way in pieces: a new one wherever it gets into another chain, or back. */
function chains(path: readonly Station[]): Station[][] {
  const pieces: Station[][] = []
  for (const station of path) {
    const piece = pieces.at(-1)
    const [last] = piece ?? []
    if (piece && last && headOf(last) === headOf(station)) piece.push(station)
    else pieces.push([station])
  }
  return pieces
}

function headOf({ tool, table, chain }: Station): string {
  return `${tool} ${tool === 'nft' ? table : table.replace(/^ip6? /, '')} ${chain}`
}

function chainText(piece: readonly Station[], columns: number, paint: Paint): string {
  const [first] = piece
  return [
    ...(first ? [paint('bold', headOf(first))] : []),
    ...piece.flatMap((one) => stationLines(one, columns, paint)),
  ].join('\n')
}

const INDENT = '      '

function stationLines({ rule, does, may }: Station, columns: number, paint: Paint): string[] {
  const doubt =
    may === undefined
      ? []
      : wrapped(`perhaps: ${may}`, columns, INDENT).map((line) => INDENT + paint('yellow', line.trimStart()))
  if (!rule) return [`${INDENT}${paint(styleOf(does), does)}`, ...doubt]
  const handle = rule.handle === undefined ? '' : ` (handle ${rule.handle})`
  const [first = '', ...more] = wrapped(shortened(rule.text) + handle, columns, INDENT)
  const number = String(rule.number).padStart(INDENT.length - 2)
  const verdict = tells(rule.text, does) ? [] : [`${INDENT}${paint(styleOf(does), `→ ${does}`)}`]
  return [`${number}  ${first}`, ...more, ...verdict, ...doubt]
}

/** `-j ufw-user-input` says by itself where it leads. */
const tells = (text: string, does: string): boolean =>
  text === does || (/^(jump|goto) /.test(does) && text.endsWith(does.replace(/^jump/, '-j').replace(/^goto/, '-g')))

function shortened(text: string): string {
  const bare = text.replace(/^-A \S+ /, '')
  return bare.length > MOST_RULE_TEXT ? `${bare.slice(0, MOST_RULE_TEXT)}…` : bare
}

function styleOf(does: string): Style {
  if (/drop|reject/.test(does)) return 'red'
  return /accept/.test(does) ? 'green' : 'dim'
}

/** Broken between words where it can be; all lines but the first are indented. */
function wrapped(text: string, columns: number, indent: string): string[] {
  const width = Math.max(20, columns - indent.length)
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line, at) => (at === 0 ? line : indent + line))
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length

const HANGING = '  '
const MARKS = { accepted: ['green', '✓'], 'kept-out': ['red', '✗'], undetermined: ['yellow', '?'] } as const

/** Where it is not certain, each end that is possible has a line of its own, and each thing that nobody can tell. */
function verdictLines({ verdict, summary, decisions }: TraceReport, columns: number, paint: Paint): string[] {
  const [style, mark] = MARKS[verdict]
  const marked = (text: string) => {
    const [first = '', ...more] = wrapped(text, columns - HANGING.length, HANGING)
    return [`${paint(style, mark)} ${paint('bold', first)}`, ...more.map((line) => paint('bold', line))]
  }
  const ends = [...new Set(decisions.flatMap((one) => one.summary ?? []))]
  if (verdict !== 'undetermined' || ends.length < 2) return marked(summary)
  const doubts = new Set(decisions.flatMap(({ because }) => because))
  const listed = [...ends.map((end) => `- ${end}`), ...Array.from(doubts, (doubt) => `because ${doubt}`)]
  return [
    ...marked('cannot be told: one of these'),
    ...listed.flatMap((line) => wrapped(line, columns - HANGING.length, HANGING)).map((line) => HANGING + line),
  ]
}
