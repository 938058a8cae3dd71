import { type Answer, may } from '../answer.ts'
import { type Fields, fieldsOf } from './json.ts'
import type { Key } from './keys.ts'
import { isWithin } from './scalar.ts'
import type { Elements } from './scope.ts'
import { type DataType, intervalOf } from './types.ts'

/** What may be there for a key: in a map what it leads to; in a set nothing but that it is there. */
export interface Found {
  data: readonly unknown[]
  /** Whether there may be nothing for it; with no data there is nothing. */
  orNothing: boolean
  /** Why it is not certain: a clause. */
  why: string
}

export const NOTHING: Found = { data: [], orNothing: false, why: '' }
/** Distinct data that are told apart when a key is not known; with more, one of them is undefined. */
const MOST_DATA = 64
const MEMORY = 100
const LARGE = 1_000
/** What may stand beside an element and does not decide whether it is found. */
const HARMLESS = new Set(['val', 'timeout', 'expires', 'comment', 'counter', 'last'])

const memory = new WeakMap<readonly unknown[], Map<string, Found>>()

/** Rules may ask the same large set many times. */
export function search(elements: Elements, key: Key, types: readonly DataType[], isMap: boolean): Found {
  if (elements.list.length < LARGE) return scan(elements, key, types, isMap)
  const known = memory.get(elements.list) ?? new Map<string, Found>()
  memory.set(elements.list, known)
  const name = key.map(({ value, unknown, why }) => `${value} ${unknown} ${why}`).join(', ')
  const found = known.get(name) ?? scan(elements, key, types, isMap)
  if (known.size >= MEMORY) known.clear()
  known.set(name, found)
  return found
}

interface Possible {
  data: Map<string | undefined, unknown>
  why: string
}

function scan(elements: Elements, key: Key, types: readonly DataType[], isMap: boolean): Found {
  if (elements.lacks?.some((element) => holds(element, key, types) === true)) return NOTHING
  const possible: Possible = { data: new Map(), why: '' }
  let everythingElse: readonly unknown[] = []
  for (const element of elements.list) {
    const { asked, data } = entryOf(element, isMap)
    const answer = asked !== '*' && certainly(holds(asked, key, types), elements)
    if (asked === '*') everythingElse = [data]
    else if (answer === true) return { data: [data], orNothing: false, why: '' }
    else if (answer !== false) note(data, answer.may, possible)
  }
  const why = possible.why || (elements.perhapsMore ?? '')
  return { ...concluded([...possible.data.values()], everythingElse, elements), why }
}

const entryOf = (element: unknown, isMap: boolean): { asked: unknown; data?: unknown } =>
  isMap && Array.isArray(element) ? { asked: element[0], data: element[1] } : { asked: element }

function note(data: unknown, why: string, possible: Possible): void {
  possible.why ||= why
  if (possible.data.size < MOST_DATA) possible.data.set(JSON.stringify(data), data)
  else possible.data.set('too many', undefined)
}

const certainly = (answer: Answer, { perhapsLess }: Elements): Answer =>
  answer === true && perhapsLess !== undefined ? may(perhapsLess) : answer

function concluded(possible: unknown[], everythingElse: readonly unknown[], { perhapsMore }: Elements) {
  const orNothing = perhapsMore !== undefined || (possible.length > 0 && everythingElse.length === 0)
  return { data: [...possible, ...everythingElse], orNothing }
}

/** Whether the key is in that element: a constant, a network, a range, or a concatenation of these. */
function holds(element: unknown, key: Key, types: readonly DataType[]): Answer {
  const fields = typeof element === 'object' ? fieldsOf(element) : undefined
  if (fields?.elem !== undefined) return counted(fieldsOf(fields.elem) ?? {}, key, types)
  const parts = Array.isArray(fields?.concat) ? fields.concat : [element]
  let unsure: Answer = true
  for (let at = 0; at < key.length; at += 1) {
    const answer = holdsPart(parts[at], key, types, at)
    if (answer === false) return false
    if (answer !== true) unsure = answer
  }
  return unsure
}

function holdsPart(part: unknown, key: Key, types: readonly DataType[], at: number): Answer {
  const [scalar, type] = [key[at], types[at]]
  const interval = type && intervalOf(part, type)
  if (scalar && interval) return isWithin(scalar, interval)
  return may(scalar?.why || `${JSON.stringify(part)?.slice(0, 60)} is not understood`)
}

/** `{"elem": {"val": "192.0.2.7", "timeout": 3600, "limit": {…}}}` */
function counted(element: Fields, key: Key, types: readonly DataType[]): Answer {
  const answer = fieldsOf(element.val)?.elem === undefined && holds(element.val, key, types)
  const statement = Object.keys(element).find((name) => !HARMLESS.has(name))
  return answer === true && statement !== undefined ? may(`${statement} of its element counts packets`) : answer
}

/** Whether it is in a set. */
export function isAmong(found: Found): Answer {
  if (found.orNothing) return may(found.why)
  return found.data.length > 0
}
