import type { Passing } from '../../packet.ts'
import type { OneOf, Step, Verdict } from '../../rules.ts'
import { compileKey } from '../expressions/compile.ts'
import { fieldsOf, textOf, wrapped } from '../json.ts'
import { lookUp } from '../lookup.ts'
import type { Scope } from '../scope.ts'

/** `{"accept": null}`, `{"jump": {"target": "ssh"}}`; undefined for what is no verdict. */
export function verdictOf(json: unknown): Verdict | undefined {
  const [name, body] = wrapped(json) ?? []
  switch (name) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'continue':
      return { verdict: name }
    case 'jump':
    case 'goto': {
      const chain = textOf(fieldsOf(body)?.target)
      return chain === undefined ? undefined : { verdict: name, chain }
    }
    case 'queue':
      return { verdict: 'unknown', why: 'a program is asked through a queue' }
    default:
      return undefined
  }
}

/** One of several, as few as there are. */
export function oneOf(verdicts: readonly (Verdict | undefined)[], why: string): Verdict | OneOf | undefined {
  return verdicts.length > 1 ? { oneOf: verdicts, why } : verdicts[0]
}

const NOT_UNDERSTOOD: Verdict = { verdict: 'unknown', why: 'what its map says is not understood' }

/** `{"key": …, "data": "@verdicts"}` */
export function verdictMap(body: unknown, scope: Scope, isLast: boolean): Step[] {
  const { key, data } = fieldsOf(body) ?? {}
  const ask = lookUp(compileKey(key, scope), data, scope)
  const decide = (packet: Passing) => {
    const found = ask(packet)
    const verdicts = found.data.map((one) => verdictOf(one) ?? NOT_UNDERSTOOD)
    const goesOn = verdicts.some(({ verdict }) => verdict === 'continue')
    if (goesOn && verdicts.length > 1 && !isLast) return NOT_UNDERSTOOD
    return oneOf(found.orNothing ? [...verdicts, undefined] : verdicts, found.why)
  }
  return [{ decide }]
}
