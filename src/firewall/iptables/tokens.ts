/** A word of a rule. One in quotes is no flag, whatever it looks like. */
export interface Token {
  text: string
  quoted: boolean
}

const NEWLINE = 10
const BLANKS = [32, 9, 13]
const QUOTE = 34
const BACKSLASH = 92

/** The words of the line that begins at `from`, and where it ends: a quoted word may hold line breaks, so it may be several lines. */
export function lineOfTokens(text: string, from: number): { tokens: Token[]; end: number } {
  const tokens: Token[] = []
  let at = from
  while (at < text.length && text.charCodeAt(at) !== NEWLINE) {
    if (BLANKS.includes(text.charCodeAt(at))) {
      at += 1
      continue
    }
    const closing = text.charCodeAt(at) === QUOTE ? closingQuote(text, at + 1) : -1
    const end = closing < 0 ? endOfWord(text, at) : closing
    tokens.push(
      closing < 0
        ? { text: text.slice(at, end), quoted: false }
        : { text: unescaped(text.slice(at + 1, end)), quoted: true },
    )
    at = closing < 0 ? end : end + 1
  }
  return { tokens, end: at }
}

/** -1 when there is none: then it was no opening quote. */
function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return -1
}

function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) !== NEWLINE && !BLANKS.includes(text.charCodeAt(at))) at += 1
  return at
}

const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\([\s\S])/g, '$1') : text)

/** Of a text that may be a megabyte long, what a person can be told. */
export const excerpt = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
