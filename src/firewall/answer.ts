/** Whether a test matches; where that cannot be told from the rules alone, why: a clause like "limit 3/minute counts packets". */
export type Answer = boolean | May
export interface May {
  may: string
}

export const may = (why: string): May => ({ may: why })
export const isMay = (answer: Answer): answer is May => typeof answer === 'object'

export const not = (answer: Answer): Answer => (isMay(answer) ? answer : !answer)

/** `negated` is the `!` before a test. */
export const asWritten = (answer: Answer, negated: boolean): Answer => (negated ? not(answer) : answer)

/** False beats what cannot be told: all have to match. */
export function all(answers: Iterable<Answer>): Answer {
  let unsure: Answer = true
  for (const answer of answers) {
    if (answer === false) return false
    if (isMay(answer)) unsure = answer
  }
  return unsure
}

/** True beats what cannot be told: one has to match. */
export const any = (answers: Iterable<Answer>): Answer => not(all(Array.from(answers, not)))

/** A test of a value that may not be known. */
export const known = <T>(value: T | undefined, what: string, test: (value: T) => Answer): Answer =>
  value === undefined ? may(`${what} is not known`) : test(value)
