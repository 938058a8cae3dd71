// Draws Block Kit. What it does not know it says, instead of leaving it out.
import { make } from './dom.js'
import { drawInput } from './inputs.js'

/** What people and channels are called, by id. @type {Map<string, string>} */
export const names = new Map()

/**
 * @param {any[]} blocks
 * @param {(clicked: { actionId: string, blockId: string }) => void} onAction
 * @param {{ errors?: Record<string, string>, people?: { id: string, name: string }[],
 *   suggest?: (blockId: string, typed: string) => Promise<any[]> }} [inputs]
 */
export const drawBlocks = (blocks, onAction, inputs) => blocks.map((block) => drawBlock(block, onAction, inputs))

const DRAW = {
  section: (block, onAction) =>
    make(
      'div',
      { className: 'section' },
      ...[block.text, ...(block.fields ?? [])].filter(Boolean).flatMap(drawLines),
      block.accessory && drawButton(block.accessory, block, onAction),
    ),
  header: (block) => make('h3', {}, block.text.text),
  divider: () => make('hr'),
  context: (block) => make('p', { className: 'context' }, ...spaced(block.elements.map(drawText))),
  actions: (block, onAction) =>
    make('div', { className: 'actions' }, ...block.elements.map((one) => drawButton(one, block, onAction))),
  rich_text: (block) => make('div', { className: 'rich' }, ...block.elements.map(drawRich)),
  markdown: (block) => make('div', { className: 'section' }, ...drawLines({ type: 'mrkdwn', text: block.text })),
  alert: ({ level = 'default', text }) =>
    make('div', { className: `alert ${level}`, role: 'note' }, ...drawLines({ type: 'mrkdwn', ...text })),
  input: (block, _onAction, inputs) => drawInput(block, inputs),
  plan: (block) =>
    make(
      'div',
      { className: 'plan' },
      make('strong', {}, block.title),
      make('ul', {}, ...(block.tasks ?? []).map(drawTask)),
    ),
  task_card: (block) => make('div', { className: 'plan' }, make('ul', {}, drawTask(block))),
}

function drawBlock(block, onAction, inputs) {
  const draw = DRAW[block.type]
  return draw
    ? draw(block, onAction, inputs)
    : make('p', { className: 'unknown' }, `This page cannot draw a block “${block.type}”.`)
}

const drawLines = ({ type, text }) => text.split('\n').map((line) => make('p', {}, ...drawText({ type, text: line })))

const spaced = (parts) => parts.flatMap((part, index) => (index === 0 ? part : [' · ', ...part]))

function drawButton(element, { block_id: blockId }, onAction) {
  if (element.type !== 'button')
    return make('p', { className: 'unknown' }, `This page cannot draw an element “${element.type}”.`)
  const { text, style, action_id: actionId, accessibility_label: label, url } = element
  const button = make('button', { type: 'button', className: style ?? 'plain' }, text.text)
  button.dataset.action = actionId
  if (label) button.ariaLabel = label
  // A button with an address opens it as well; this page stays on this machine.
  if (url) button.title = url
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
  rich_text_preformatted: (one) =>
    make('pre', { tabIndex: 0, role: 'region', ariaLabel: 'Output' }, ...one.elements.map(drawInline)),
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

function drawInline(element) {
  const words = wordsOf(element)
  return Object.keys(element.style ?? {}).reduce((inner, name) => make(TAGS[name] ?? 'span', {}, inner), words)
}

/** @returns {Node | string} */
function wordsOf(element) {
  const { text, url, unicode, name, range, user_id: user, usergroup_id: group, channel_id: channel } = element
  const who = user ?? group ?? channel
  if (who !== undefined) return make('span', { className: 'mention' }, names.get(who) ?? `@${who}`)
  if (range !== undefined) return make('span', { className: 'mention' }, `@${range}`)
  if (element.type === 'link') return drawLink(url, text ?? url)
  if (element.type === 'emoji') return unicode ? String.fromCodePoint(Number.parseInt(unicode, 16)) : `:${name}:`
  if (element.type === 'date') return element.fallback ?? new Date(element.timestamp * 1_000).toLocaleString()
  return text ?? ''
}

/** A message of this workspace can be gone to; other addresses are shown, and this page stays on this machine. */
function drawLink(url, words) {
  const [, channel, seconds, micros] = /\/archives\/(\w+)\/p(\d+)(\d{6})/.exec(url) ?? []
  if (!channel) return make('u', { title: url }, words)
  const threadTs = new URLSearchParams(url.split('?')[1]).get('thread_ts')
  return make('a', { href: `#${channel}/${threadTs ?? `${seconds}.${micros}`}` }, words)
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
  if (target.startsWith('!date^')) return label ?? ''
  if (target.startsWith('!')) return make('span', { className: 'mention' }, `@${target.slice(1)}`)
  return drawLink(unescaped(target), unescaped(label ?? target))
}

const unescaped = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
