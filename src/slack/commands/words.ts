import { unescapeMrkdwn } from '../blocks/limits.ts'

const MAX_LENGTH = 1_000

/** Words as somebody meant them. Slack turns names into links (`<http://web-01.example.com|web-01.example.com>`), and phones `--` into a dash. */
export function wordsOf(text: string): string[] {
  const withoutLinks = text
    .slice(0, MAX_LENGTH)
    .replace(/<([^<>|]*)\|([^<>|]*)>/g, ' $2 ')
    .replace(/<(?:mailto:|[a-z][a-z0-9+.-]*:\/\/)?([^<>]*)>/gi, ' $1 ')
  return unescapeMrkdwn(withoutLinks)
    .replace(/[“”„"'`‘’,]/g, ' ')
    .replace(/(^|\s)[–—]/g, '$1--')
    .split(/\s+/)
    .filter(Boolean)
}
