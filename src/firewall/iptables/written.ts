import type { Token } from './tokens.ts'

/** `! --dport 22`; the values are the words up to the next flag. */
export interface Option {
  flag: string
  negated: boolean
  values: readonly string[]
}

/** What `-m NAME` or `-j NAME` begins. */
interface Part {
  name: string
  options: Option[]
}

/** A rule as iptables-save writes it, after `-A CHAIN`. */
export interface WrittenRule {
  /** What the kernel tests itself: `-p -s -d -i -o -f`. */
  head: Option[]
  matches: Part[]
  target: (Part & { flag: '-j' | '-g' }) | undefined
}

const HEAD_FLAGS = new Set(['-p', '-s', '-d', '-i', '-o', '-f'])

/** Flags whose value is any text, and may look like a flag: it is not always in quotes. */
const FREE_TEXT = new Set([
  '-m',
  '-j',
  '-g',
  '-i',
  '-o',
  '--comment',
  '--log-prefix',
  '--nflog-prefix',
  '--ulog-prefix',
  '--string',
  '--hex-string',
  '--name',
  '--hashlimit-name',
  '--match-set',
  '--add-set',
  '--del-set',
  '--map-set',
])

export function writtenRule(tokens: readonly Token[]): WrittenRule {
  const rule: WrittenRule = { head: [], matches: [], target: undefined }
  let options = rule.head
  for (const option of optionsOf(tokens)) {
    const [name = ''] = option.values
    if (option.flag === '-m') {
      options = []
      rule.matches.push({ name, options })
    } else if (option.flag === '-j' || option.flag === '-g') {
      options = []
      rule.target = { flag: option.flag, name, options }
    } else if (HEAD_FLAGS.has(option.flag)) rule.head.push(option)
    else options.push(option)
  }
  return rule
}

function optionsOf(tokens: readonly Token[]): Option[] {
  const options: (Option & { values: string[] })[] = []
  let negated = false
  for (const token of tokens) {
    const last = options.at(-1)
    const awaited = last?.values.length === 0 && FREE_TEXT.has(last.flag)
    if (!awaited && isBare(token, /^!$/)) negated = true
    else {
      if (!awaited && isBare(token, /^-{1,2}[A-Za-z]/)) options.push({ flag: token.text, negated, values: [] })
      else addValue(options, token.text, negated)
      negated = false
    }
  }
  return options
}

const isBare = ({ text, quoted }: Token, form: RegExp): boolean => !quoted && form.test(text)

/** Old versions write `--dport ! 22`. A value without a flag is nothing that iptables prints: nobody knows the flag ''. */
function addValue(options: (Option & { values: string[] })[], text: string, negated: boolean): void {
  const last = options.at(-1)
  if (!last || (negated && last.values.length > 0)) options.push({ flag: '', negated, values: [text] })
  else {
    last.values.push(text)
    last.negated ||= negated
  }
}
