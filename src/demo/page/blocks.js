// Draws Block Kit. What it does not know it says, instead of leaving it out.
import { make } from './dom.js'

/** What people and channels are called, by id. @type {Map<string, string>} */
export const names = new Map()

/** @param {any[]} blocks @param {(clicked: { actionId: string, blockId: string }) => void} onAction */
export const drawBlocks = (blocks, onAction) => blocks.map((block) => drawBlock(block, onAction))

const DRAW = {
  section: (block) =>
    make(
      'div',
      { className: 'section' },
      ...[block.text, ...(block.fields ?? [])].filter(Boolean).map((one) => make('p', {}, ...drawText(one))),
    ),
  header: (block) => make('h3', {}, block.text.text),
  divider: () => make('hr'),
  context: (block) => make('p', { className: 'context' }, ...block.elements.flatMap(drawText)),
  actions: (block, onAction) =>
    make('div', { className: 'actions' }, ...block.elements.map((one) => drawButton(one, block, onAction))),
  rich_text: (block) => make('div', { className: 'rich' }, ...block.elements.map(drawRich)),
  input: ({ block_id: id, label, optional, element }) =>
    make(
      'label',
      { className: 'input' },
      make('span', {}, optional ? `${label.text} (optional)` : label.text),
      make('input', { name: id, maxLength: element.max_length ?? 3_000, autocomplete: 'off' }),
    ),
  plan: (block) =>
    make(
      'div',
      { className: 'plan' },
      make('strong', {}, block.title),
      make('ul', {}, ...(block.tasks ?? []).map(drawTask)),
    ),
}

function drawBlock(block, onAction) {
  const draw = DRAW[block.type]
  return draw
    ? draw(block, onAction)
    : make('p', { className: 'unknown' }, `This page cannot draw a block “${block.type}”.`)
}

function drawButton({ text, style, action_id: actionId, accessibility_label: label }, { block_id: blockId }, onAction) {
  const button = make('button', { type: 'button', className: style ?? 'plain' }, text.text)
  button.dataset.action = actionId
  if (label) button.ariaLabel = label
  button.addEventListener('click', () => onAction({ actionId, blockId }))
  return button
}

const MARKS = { pending: '○', in_progress: '◌', complete: '✓', error: '✗' }
const SAID = { pending: 'waiting', in_progress: 'under way', complete: 'done', error: 'failed' }

function drawTask({ title, status, details }) {
  const mark = make('span', { className: `mark ${status}`, role: 'img', ariaLabel: SAID[status] }, MARKS[status])
  return make('li', {}, mark, make('span', {}, title), details && DRAW.rich_text(details))
}

const RICH = {
  rich_text_section: (one) => make('p', {}, ...one.elements.map(drawInline)),
  rich_text_preformatted: (one) => make('pre', { tabIndex: 0 }, ...one.elements.map(drawInline)),
  rich_text_quote: (one) => make('blockquote', {}, ...one.elements.map(drawInline)),
  rich_text_list: (one) =>
    make(
      one.style === 'ordered' ? 'ol' : 'ul',
      {},
      ...one.elements.map((item) => make('li', {}, ...item.elements.map(drawInline))),
    ),
}
const drawRich = (one) => RICH[one.type](one)

const TAGS = { bold: 'strong', italic: 'em', strike: 's', code: 'code' }

function drawInline({ text = '', style = {}, user_id: user, usergroup_id: group }) {
  const who = user ?? group
  const words = who === undefined ? text : (names.get(who) ?? `@${who}`)
  return Object.keys(style).reduce(
    (inner, name) => make(TAGS[name] ?? 'span', {}, inner),
    /** @type {Node | string} */ (words),
  )
}

/** Plain text as it is; of mrkdwn what our messages use: bold, code, references, and the three escapes. */
export function drawText({ type, text }) {
  if (type === 'plain_text') return [text]
  return text.split(/(<[^<>\n]+>|\*[^*\n]+\*|`[^`\n]+`)/).map((part) => {
    if (/^<.+>$/.test(part)) return drawReference(part.slice(1, -1))
    if (/^\*.+\*$/.test(part)) return make('strong', {}, unescaped(part.slice(1, -1)))
    if (/^`.+`$/.test(part)) return make('code', {}, unescaped(part.slice(1, -1)))
    return unescaped(part)
  })
}

/** A person, a channel, everybody (`!channel`), or an address, with or without a label of its own. */
function drawReference(inside) {
  const [target = '', label] = inside.split('|')
  if (/^[@#]/.test(target)) return make('span', { className: 'mention' }, names.get(target.slice(1)) ?? label ?? target)
  if (target.startsWith('!')) return make('span', { className: 'mention' }, `@${target.slice(1)}`)
  return make('u', {}, unescaped(label ?? target))
}

const unescaped = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
