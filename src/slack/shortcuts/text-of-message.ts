import { unescapeMrkdwn } from '../blocks/limits.ts'

const MAX_TEXT = 20_000
const MAX_DEPTH = 12

/** Where Slack keeps what people read of a message, in its blocks and attachments. */
const READ = new Set(['text', 'title', 'fallback', 'pretext', 'value', 'url', 'title_link', 'footer', 'author_name'])

/** All that somebody reads in a message, as one text; bounded, whatever another app put into it. Pure. */
export function textOfMessage(message: unknown): string {
  if (typeof message !== 'object' || message === null) return ''
  const { text, attachments, blocks } = message as Record<string, unknown>
  const parts = [...readIn(text, 'text', 0), ...readIn(attachments, '', 0), ...readIn(blocks, '', 0)]
  return plainOf(parts.join('\n').slice(0, MAX_TEXT))
}

function readIn(value: unknown, key: string, depth: number): string[] {
  if (depth > MAX_DEPTH) return []
  if (typeof value === 'string') return READ.has(key) ? [value] : []
  if (Array.isArray(value)) return value.flatMap((one) => readIn(one, key, depth + 1))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([inner, one]) => readIn(one, inner, depth + 1))
}

/** Slack's own escapes and links: `<http://web-01.example.com|web-01>` says two things. */
const plainOf = (text: string): string =>
  unescapeMrkdwn(
    text.replace(/<([^<>]*)>/g, (_, inner: string) => (/^[@#!]/.test(inner) ? ' ' : ` ${inner.replace('|', ' ')} `)),
  )
