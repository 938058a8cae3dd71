/** The lines of one `table`, without what differs from one listing to the next: handles, counters, indents, comments. */
export interface WrittenTable {
  lines: readonly Line[]
}

interface Line {
  text: string
  /** Counted from 1 in the whole text. */
  number: number
}

/** The tables of `nft list ruleset`, or of a file that was written like one, by family and name; undefined for any other file. */
export function writtenTables(text: string): Map<string, WrittenTable> | undefined {
  const tables = new Map<string, WrittenTable>()
  const lines = linesIn(text)
  for (let at = 0; at < lines.length; ) {
    const name = /^table (\S+ \S+) \{$/.exec(lines[at]?.text ?? '')?.[1]
    const end = name === undefined || tables.has(name) ? undefined : endOf(lines, at)
    if (name === undefined || end === undefined) return undefined
    tables.set(name, { lines: lines.slice(at + 1, end + 1) })
    at = end + 1
  }
  return tables
}

/** Those that say something: a file begins with `#!` and, to take the place of what is loaded, with `flush ruleset`. */
const linesIn = (text: string): Line[] =>
  text
    .split('\n')
    .map((raw, index) => ({ text: withoutState(raw), number: index + 1 }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#') && !/^flush ruleset;?$/.test(line.text))

/** Where the bracket is closed that is opened there. */
function endOf(lines: readonly Line[], from: number): number | undefined {
  let depth = 0
  for (const [index, { text }] of lines.slice(from).entries()) {
    if (text.endsWith('{')) depth += 1
    if (text === '}') depth -= 1
    if (depth === 0) return from + index
  }
  return undefined
}

const withoutState = (line: string): string =>
  line
    .replace(/ # handle \d+$/, '')
    .replace(/\bcounter packets \d+ bytes \d+/g, 'counter')
    .trim()

/** The texts of a table's lines; `but` is a rule that is left out. */
export const linesBut = ({ lines }: WrittenTable, but?: string): string =>
  lines
    .map(({ text }) => text)
    .filter((text) => text !== but)
    .join('\n')
