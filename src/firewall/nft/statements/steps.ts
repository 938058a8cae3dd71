import { may } from '../../answer.ts'
import type { Step, Verdict } from '../../rules.ts'
import { compileKey } from '../expressions/compile.ts'
import { fieldsOf, textOf, wrapped } from '../json.ts'
import { lookUp } from '../lookup.ts'
import type { Scope } from '../scope.ts'
import { isAmong } from '../search.ts'
import { changeIn, meter, setChange } from './dynamic.ts'
import { mangle } from './mangle.ts'
import { match } from './match.ts'
import { dnat, redirect } from './nat.ts'
import { reject } from './reject.ts'
import { verdictMap, verdictOf } from './verdicts.ts'

type Statement = (body: unknown, scope: Scope) => Step[]

const passes: Statement = () => []
const counts =
  (what: string): Statement =>
  () => [{ test: () => may(what) }]
const ends = (verdict: Verdict): Step[] => [{ decide: () => verdict }]
const unknown =
  (why: string): Statement =>
  () =>
    ends({ verdict: 'unknown', why })

const STATEMENTS = new Map<string, Statement>([
  ['match', match],
  ['reject', reject],
  ['dnat', dnat],
  ['redirect', redirect],
  ['snat', unknown('snat changes where the packet comes from, and what the rules after it see is not modelled')],
  // It stands behind the way in.
  ['masquerade', () => ends({ verdict: 'accept' })],
  ['mangle', mangle],
  ['set', setChange],
  ['map', setChange],
  ['meter', meter],
  ['limit', counts('limit counts packets')],
  ['quota', counts('quota counts bytes')],
  ['ct count', counts('ct count counts connections')],
  ['counter', objectOf],
  [
    'notrack',
    () => [{ change: (packet) => (packet.tracking === 'none' ? { ...packet, tracking: 'untracked' } : packet) }],
  ],
  ['tproxy', tproxy],
  ['fwd', unknown('it sends the packet out of another device')],
  ['synproxy', unknown('synproxy answers in place of the server')],
  ['xt', extension],
  ...[
    'log',
    'last',
    'comment',
    'ct helper',
    'ct timeout',
    'ct expectation',
    'secmark',
    'dup',
    'flow',
    'reset',
    'continue',
  ].map((name): [string, Statement] => [name, passes]),
])

/** What a rule does, in the order of its statements. */
export function stepsOf(statements: readonly unknown[], scope: Scope): Step[] {
  return statements.flatMap((one, index) => stepsOfOne(one, scope, index === statements.length - 1))
}

function stepsOfOne(statement: unknown, scope: Scope, isLast: boolean): Step[] {
  const [name, body] = wrapped(statement) ?? []
  if (name === 'vmap') return verdictMap(body, scope, isLast)
  const known = name === undefined ? undefined : STATEMENTS.get(name)
  if (known) return known(body, scope)
  const verdict = verdictOf(statement)
  if (verdict) return ends(verdict)
  if (changeIn(statement)) return [{ test: () => may(`${statement} was not printed as JSON`) }]
  return ends({ verdict: 'unknown', why: `${JSON.stringify(statement)?.slice(0, 60)} is not modelled` })
}

/** `{"packets": 5, "bytes": 300}` or, with a map of counters, `{"map": {"key": …, "data": "@counters"}}`. */
function objectOf(body: unknown, scope: Scope): Step[] {
  const { key, data } = fieldsOf(fieldsOf(body)?.map) ?? {}
  if (data === undefined) return []
  const ask = lookUp(compileKey(key, scope), data, scope)
  return [{ test: (packet) => isAmong(ask(packet)) }]
}

/** It takes hold only where a program listens that asked for such packets. */
function tproxy(body: unknown): Step[] {
  const { family } = fieldsOf(body) ?? {}
  const why = 'tproxy hands it to another program, if that one listens'
  return [
    { test: (packet) => family === undefined || packet.family === (family === 'ip' ? 4 : 6) },
    { decide: () => ({ oneOf: [{ verdict: 'unknown', why }, undefined], why }) },
  ]
}

const IDLE_EXTENSIONS = new Set(['LOG', 'NFLOG', 'TRACE', 'AUDIT', 'comment'])

/** `{"type": "match", "name": "string"}`: extensions of iptables, within rules of nft. */
function extension(body: unknown): Step[] {
  const { type, name } = fieldsOf(body) ?? {}
  const text = textOf(name) ?? ''
  if (IDLE_EXTENSIONS.has(text)) return []
  const why = `the extension ${text} of iptables is not modelled here`
  return type === 'match' ? [{ test: () => may(why) }] : ends({ verdict: 'unknown', why })
}
