import { type Answer, asWritten, isMay, may } from '../../answer.ts'
import type { MatchReader, Reading, Test } from '../reading.ts'
import { isInSet } from '../sets/lookup.ts'
import type { Asked } from '../sets/sets.ts'
import type { Option } from '../written.ts'

/** What an element has counted decides as well. */
const COUNTED = /^--(packets|bytes)-(eq|lt|gt)$/
/** Whether a match counts does not matter here. */
const SILENT = /^--update-(sub)?counters$/

/** `--match-set NAME src,dst [--return-nomatch]`; of a name with blanks, all words but the last are the name. */
export const set: MatchReader = (options, reading) => {
  const named = options.find(({ flag }) => flag === '--match-set')
  const extras = options.filter((option) => option !== named && !SILENT.test(option.flag))
  const strange = extras.find(({ flag }) => flag !== '--return-nomatch' && !COUNTED.test(flag))
  if (!named || strange) return () => may(`${strange?.flag ?? 'the match'} of set is not modelled`)
  const test = inSet(named, extras, reading)
  return (packet) => asWritten(test(packet), named.negated)
}

function inSet({ values }: Option, extras: readonly Option[], reading: Reading): Test {
  const name = values.slice(0, -1).join(' ')
  const asked: Asked = {
    sides: values.at(-1)?.split(',') ?? [],
    returnNomatch: extras.some(({ flag }) => flag === '--return-nomatch'),
  }
  const counted = extras.some(({ flag }) => COUNTED.test(flag))
  return (packet) => {
    const answer = isInSet(name, asked, packet, reading)
    return counted ? whenCounted(answer, name) : answer
  }
}

const whenCounted = (answer: Answer, name: string): Answer =>
  answer === false || isMay(answer) ? answer : may(`the set ${name} counts packets`)
