import type { Table } from '../rules.ts'

/** What the text of `nft -a list ruleset` says that its JSON does not, or not in every version. */
export interface Texts {
  /** The text of a rule, on one line and without its handle. */
  ruleOf: (place: Pick<Table, 'family' | 'name'>, chain: string, handle: number) => string | undefined
  /** The devices of an ingress chain. */
  devicesOf: (place: Pick<Table, 'family' | 'name'>, chain: string) => readonly string[] | undefined
  isDormant: (place: Pick<Table, 'family' | 'name'>) => boolean
}

interface Reading {
  table: string
  chain: string | undefined
  /** The lines of a rule whose end has not come yet. */
  begun: string[]
  rules: Map<string, string>
  devices: Map<string, string[]>
  dormant: Set<string>
}

export function textsIn(printed: string): Texts {
  const reading: Reading = {
    table: '',
    chain: undefined,
    begun: [],
    rules: new Map(),
    devices: new Map(),
    dormant: new Set(),
  }
  for (const line of printed.split('\n')) take(line, reading)
  const { rules, devices, dormant } = reading
  return {
    ruleOf: (table, chain, handle) => rules.get(`${name(table)} ${chain} ${handle}`),
    devicesOf: (table, chain) => devices.get(`${name(table)} ${chain}`),
    isDormant: (table) => dormant.has(name(table)),
  }
}

const name = ({ family, name: table }: Pick<Table, 'family' | 'name'>): string => `${family} ${table}`

/** Tables stand at the margin, their chains one tab further in, and rules two. */
function take(line: string, reading: Reading): void {
  if (!line.startsWith('\t')) tableLine(line, reading)
  else if (!line.startsWith('\t\t')) partLine(line, reading)
  else if (reading.chain !== undefined) lineOfChain(line.slice(2), reading)
}

function lineOfChain(line: string, reading: Reading): void {
  if (reading.begun.length === 0 && isAboutChain(line)) {
    chainLine(line, reading)
    return
  }
  reading.begun.push(line.trim())
  const [, handle] = / # handle (\d{1,15})$/.exec(line.slice(-30)) ?? []
  if (handle === undefined) return
  const text = reading.begun.join(' ')
  reading.begun = []
  reading.rules.set(`${reading.table} ${reading.chain} ${handle}`, text.slice(0, text.lastIndexOf(' # handle ')))
}

function tableLine(line: string, reading: Reading): void {
  const [, table] = /^table (\S{1,20} \S{1,300}) \{/.exec(line) ?? []
  if (table !== undefined) reading.table = unquoted(table)
  reading.chain = undefined
  reading.begun = []
}

function partLine(line: string, reading: Reading): void {
  const [, chain] = /^\tchain (\S{1,300}) \{/.exec(line) ?? []
  reading.chain = chain && unquoted(chain)
  reading.begun = []
  if (/^\tflags .{0,100}\bdormant\b/.test(line)) reading.dormant.add(reading.table)
}

const isAboutChain = (line: string): boolean => /^(?:type \w+ hook |comment "|flags )/.test(line)

/** `type filter hook ingress devices = { "eth0", eth1 } priority filter; policy accept;` */
function chainLine(line: string, { table, chain, devices }: Reading): void {
  const [, several, one] = / device(?:s = \{([^}]{0,10000})\}| ("[^"]{1,20}"|\S{1,20}))/.exec(line) ?? []
  const names = (several?.split(',') ?? [one ?? '']).map((device) => unquoted(device.trim())).filter(Boolean)
  if (names.length > 0) devices.set(`${table} ${chain}`, names)
}

const unquoted = (text: string): string => text.replaceAll('"', '')
