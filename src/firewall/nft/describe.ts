import { DEEPEST, fieldsOf, listOf, wrapped } from './json.ts'

const LONGEST = 400

/** A rule in about nft's words, for when nft's own are not at hand. */
export const describe = (statements: readonly unknown[]): string =>
  statements
    .map((one) => statement(one))
    .join(' ')
    .slice(0, LONGEST)

function statement(json: unknown): string {
  if (typeof json === 'string') return json.slice(0, LONGEST)
  const [name = '', body] = wrapped(json) ?? []
  const { op, left, right, target } = fieldsOf(body) ?? {}
  if (name === 'match')
    return [words(left), op === '==' || op === 'in' ? '' : op, words(right)].filter(Boolean).join(' ')
  return [name, words(target ?? body)].filter(Boolean).join(' ')
}

/** Sets are cut short. */
const MOST_ELEMENTS = 10

function words(json: unknown, depth = 0): string {
  if (json === null || json === undefined || depth > DEEPEST) return ''
  if (typeof json !== 'object') return String(json).slice(0, LONGEST)
  if (Array.isArray(json)) return list(json, ', ', depth)
  const [name = '', body] = wrapped(json) ?? []
  return (WORDS.get(name) ?? (() => undefined))(body, depth) ?? plain(json, depth)
}

const WORDS = new Map<string, (body: unknown, depth: number) => string | undefined>([
  ['payload', (body) => pair(fieldsOf(body)?.protocol, fieldsOf(body)?.field)],
  ['meta', (body) => pair('meta', fieldsOf(body)?.key)],
  ['ct', (body) => pair('ct', fieldsOf(body)?.key)],
  ['prefix', (body) => `${fieldsOf(body)?.addr}/${fieldsOf(body)?.len}`],
  ['range', (body, depth) => list(body, '-', depth)],
  ['set', (body, depth) => `{ ${list(body, ', ', depth)} }`],
  ['concat', (body, depth) => list(body, ' . ', depth)],
])

const pair = (one: unknown, other: unknown): string | undefined =>
  typeof one === 'string' && typeof other === 'string' ? `${one} ${other}` : undefined

const plain = (json: object, depth: number): string =>
  Object.entries(json)
    .slice(0, MOST_ELEMENTS)
    .map(([name, value]) => `${name} ${words(value, depth + 1)}`.trim())
    .join(' ')

function list(json: unknown, between: string, depth: number): string {
  const all = listOf(json)
  const shown = all.slice(0, MOST_ELEMENTS).map((one) => words(one, depth + 1))
  return [...shown, ...(all.length > MOST_ELEMENTS ? ['…'] : [])].join(between)
}
