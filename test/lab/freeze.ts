/** When every recording was made, as far as its readers can tell. */
const FROZEN_AT = Date.parse('2026-11-21T10:00:00Z')
const FIRST_NUMBER = 50
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY_S = 86_400

interface Recorded {
  startedAt: string
  host: { address: string }
}

/**
 * The saved evidence of a lab host without what differs from run to run or belongs to this machine: its addresses get fixed
 * numbers, all times move so that the check began at one fixed moment, and paths of the lab become a login's own.
 */
export function freeze(text: string): string {
  const evidence = JSON.parse(text) as Recorded
  const startedS = Date.parse(evidence.startedAt) / 1_000
  const numbers = numbersIn(text, evidence.host.address)
  const shiftS = Math.round(FROZEN_AT / 1_000 - startedS)
  const frozen = mapLeaves({ ...evidence, runId: '00000000-0000-4000-8000-000000000000' }, (one) =>
    typeof one === 'number'
      ? shiftSeconds(one, shiftS, startedS)
      : shiftTimes(withFixedAddresses(withoutMachine(one), numbers), shiftS, startedS),
  )
  return `${JSON.stringify(frozen, null, 1)}\n`
}

type Leaf = string | number

function mapLeaves(value: unknown, change: (leaf: Leaf) => Leaf): unknown {
  if (typeof value === 'string' || typeof value === 'number') return change(value)
  if (Array.isArray(value)) return value.map((one) => mapLeaves(one, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapLeaves(one, change)]))
}

const withoutMachine = (text: string) =>
  text
    .replace(/\/run\/ssh-medic-lab\/[^/\s]+\//g, '/home/medic/')
    .replace(/(\d+\.\d+\.\d+)-fc-v\d+/g, '$1')
    .replace(/\(builder@[^)]*\) \(gcc .*? #1 /g, '#1 ')

/** The host that is checked gets the first number, whoever else stands on its link the next ones. */
function numbersIn(text: string, address: string): Map<string, number> {
  const own = /(?:10\.77\.0\.|fd77::)(\d+)$/.exec(address)?.[1]
  const others = [...text.matchAll(/(?:10\.77\.0\.|fd77::)(\d{2,3})(?!\d)/g)].map(([, number]) => number ?? '')
  const numbers = [...new Set([...(own ? [own] : []), ...others])].filter((number) => Number(number) >= 10)
  return new Map(numbers.map((number, index) => [number, FIRST_NUMBER + index]))
}

const hex = (number: number) => number.toString(16).padStart(2, '0')

function withFixedAddresses(text: string, numbers: Map<string, number>): string {
  const byHex = new Map([...numbers].map(([number, other]) => [hex(Number(number)), hex(other)]))
  return text
    .replace(/(10\.77\.0\.|fd77::)(\d{2,3})(?!\d)/g, (_, net, number) => `${net}${numbers.get(number) ?? number}`)
    .replace(/(02:77:00:00:00:)([0-9a-f]{2})/g, (_, head, last) => `${head}${byHex.get(last) ?? last}`)
}

/** Times as date(1), journalctl, systemctl, syslog and people write them, and seconds since 1970 near the check. */
function shiftTimes(text: string, shiftS: number, startedS: number): string {
  const year = new Date(startedS * 1_000).getUTCFullYear()
  return text
    .replace(/\b(20\d\d-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)/g, (_, date, between, time) => {
      const moved = new Date(Date.parse(`${date}T${time}Z`) + shiftS * 1_000).toISOString()
      return `${moved.slice(0, 10)}${between}${moved.slice(11, 19)}`
    })
    .replace(/\b([A-Z][a-z]{2}) ( ?\d{1,2}) (\d\d:\d\d:\d\d)\b/g, (whole, month, day, time) => {
      if (!MONTHS.includes(month)) return whole
      const moved = new Date(Date.parse(`${day.trim()} ${month} ${year} ${time} UTC`) + shiftS * 1_000)
      return `${MONTHS[moved.getUTCMonth()]} ${String(moved.getUTCDate()).padStart(2)} ${moved.toISOString().slice(11, 19)}`
    })
    .replace(/\b1\d{9}\b/g, (whole) => String(shiftSeconds(Number(whole), shiftS, startedS)))
}

/** Seconds since 1970, when they are near the check: other numbers are none. */
const shiftSeconds = (number: number, shiftS: number, startedS: number): number =>
  Math.abs(number - startedS) < DAY_S ? number + shiftS : number
