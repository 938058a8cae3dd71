import type {
  ContextBlock,
  RichTextBlock,
  RichTextBlockElement,
  RichTextLink,
  RichTextList,
  RichTextPreformatted,
  RichTextSection,
  RichTextText,
} from '@slack/types'
import { cut, oneLine } from './limits.ts'

const SENTENCE = 600
const QUOTE = 1_500

/*
 * Everything that a host, a config file or a person wrote goes into rich text: there Slack parses nothing, so a
 * `<!channel>` in a log line stays five harmless words and needs no escaping that a reader would see.
 */

export const bold = (text: string): RichTextText => ({ type: 'text', text, style: { bold: true } })
export const code = (text: string): RichTextText => ({ type: 'text', text, style: { code: true } })
const plain = (text: string): RichTextText => ({ type: 'text', text })

/** Words that lead somewhere; the address is ours. */
export const link = (text: string, url: string): RichTextLink => ({ type: 'link', url, text })

/** One line of text from parts; undefined when nothing would be seen. */
export function line(
  ...parts: readonly (string | RichTextText | RichTextLink | undefined)[]
): RichTextSection | undefined {
  const texts = parts.flatMap((part): (RichTextText | RichTextLink)[] => {
    if (part === undefined) return []
    if (typeof part !== 'string' && part.type === 'link') return [part]
    const { style, ...element } = typeof part === 'string' ? plain(part) : part
    const text = cut(element.text.replace(/[\s]+/g, ' '), SENTENCE)
    return text === '' ? [] : [{ ...element, text, ...(style && { style }) }]
  })
  return texts.some(({ text = '' }) => text.trim() !== '') ? { type: 'rich_text_section', elements: texts } : undefined
}

/** Lines as a list; undefined when there is none. */
export function list(lines: readonly (RichTextSection | undefined)[]): RichTextList | undefined {
  const shown = lines.filter((one) => one !== undefined)
  return shown.length === 0 ? undefined : { type: 'rich_text_list', style: 'bullet', elements: shown }
}

/** Text as it was printed, in a fixed-width box; undefined when there is none. */
export function verbatim(text: string, max = QUOTE): RichTextPreformatted | undefined {
  const shown = cut(text, max).replace(/\s+$/, '')
  return shown === '' ? undefined : { type: 'rich_text_preformatted', elements: [plain(shown)] }
}

/** One block of lines and boxes; undefined parts are left out. Each line starts on its own. */
export function rich(...parts: readonly (RichTextBlockElement | undefined)[]): RichTextBlock[] {
  const shown = parts.filter((part) => part !== undefined)
  const elements = shown.map((part, index) => (endsLine(part, shown[index + 1]) ? withBreak(part) : part))
  return elements.length === 0 ? [] : [{ type: 'rich_text', elements }]
}

/** Slack joins neighbouring sections on one line; a box breaks the line by itself. */
const endsLine = (part: RichTextBlockElement, next: RichTextBlockElement | undefined): part is RichTextSection =>
  part.type === 'rich_text_section' && next?.type === 'rich_text_section'

const withBreak = (section: RichTextSection): RichTextSection => ({
  ...section,
  elements: [...section.elements, plain('\n')],
})

/** A name or sentence for places that take a bare string. */
export const bare = (text: string, max: number): string => oneLine(text, max) || '–'

/** A quiet line below the rest; plain text, so nothing in it is parsed. */
export const small = (text: string): ContextBlock => ({
  type: 'context',
  elements: [{ type: 'plain_text', text: bare(text, 300), emoji: false }],
})
