// Draws messages, in a channel or in a thread.
import { drawBlocks, drawText, names } from './blocks.js'
import { byId, make, place, timeOf } from './dom.js'
import { drawMenu } from './menu.js'

const BOT = 'U0MEDIC'

export const repliesTo = ({ ts }, { messages }) => messages.filter((one) => one.threadTs === ts)

/**
 * Whoever follows a list is shown what is new from its beginning: the proof before what was ruled out. Whoever has scrolled
 * elsewhere is left there. What it returns is called after the list was drawn.
 */
export function followNew(id) {
  const list = byId(id)
  const [oldest, newest] = [list.firstElementChild?.dataset.ts, list.lastElementChild?.dataset.ts ?? '']
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80
  const isLeft = Math.abs(list.scrollTop - Number(list.dataset.left)) < 4
  return () => {
    // Another thread begins with its first reply, the channel with what is newest.
    const isOther = id === 'replies' && list.firstElementChild?.dataset.ts !== oldest
    const fresh = [...list.children].find(({ dataset }) => newest !== '' && dataset.ts > newest)
    if (isOther) list.scrollTop = (list.children[1]?.offsetTop ?? 0) - list.offsetTop
    else if (fresh && (atEnd || isLeft)) list.scrollTop = fresh.offsetTop - list.offsetTop
    else if (atEnd) list.scrollTop = list.scrollHeight
    else return
    list.dataset.left = String(list.scrollTop)
  }
}

/** Redraws only the messages that changed, so that focus and scrolling stay where they are. */
export function drawList(id, messages, state, how) {
  const list = byId(id)
  const present = new Map([...list.children].map((item) => [item.dataset.ts, item]))
  const items = messages.map((message) => {
    const version = JSON.stringify([message.edited, message.files, how.inChannel && repliesTo(message, state).length])
    const old = present.get(message.ts)
    if (old?.dataset.version === version) return old
    const item = drawMessage(message, state, how)
    Object.assign(item.dataset, { ts: message.ts, version })
    // The steps of a check are not read out one by one: only what came of it is.
    item.ariaBusy = String(item.querySelector('.mark.in_progress') !== null)
    return item
  })
  const back = place(document.activeElement)
  for (const old of [...list.children]) if (!items.includes(old)) old.remove()
  // What stays is not touched: whoever listens to the page is told of what is new alone.
  for (const [index, item] of items.entries())
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null)
  back()
}

function drawMessage(message, state, { act, openThread, inChannel }) {
  const isApp = state.apps.some(({ id }) => id === message.user)
  const author = (names.get(message.user) ?? message.user).replace('@', '')
  const head = make(
    'p',
    { className: 'head' },
    make('strong', {}, author),
    isApp ? make('span', { className: 'app' }, 'APP') : undefined,
    make('time', {}, timeOf(message.ts)),
  )
  const only = message.onlyFor ? make('p', { className: 'only' }, 'Only visible to you') : undefined
  const count = inChannel ? repliesTo(message, state).length : 0
  const avatar = make(
    'span',
    { className: `avatar ${message.user === BOT ? 'bot' : ''}`, ariaHidden: 'true' },
    author[0],
  )
  const choose = ({ callbackId }) => act({ act: 'shortcut', channel: message.channel, ts: message.ts, callbackId })
  return make(
    'li',
    { className: message.onlyFor ? 'message private' : 'message' },
    avatar,
    make(
      'article',
      { ariaLabel: `${author}, ${timeOf(message.ts)}` },
      only,
      head,
      ...bodyOf(message, act),
      count > 0 ? drawRepliesLink(count, () => openThread(message.ts)) : undefined,
    ),
    drawMenu({
      items: [
        ...(inChannel && !message.onlyFor ? [{ name: 'Reply in thread', choose: () => openThread(message.ts) }] : []),
        ...state.shortcuts.map((shortcut) => ({ name: shortcut.name, choose: () => choose(shortcut) })),
      ],
    }),
  )
}

function bodyOf({ text, blocks, attachments = [], files = [], channel, ts }, act) {
  const words = blocks.length === 0 && text !== '' ? [drawWords(text)] : []
  return [
    ...words,
    ...drawBlocks(blocks, (clicked) => act({ act: 'click', channel, ts, ...clicked })),
    ...attachments.map(drawAttachment),
    ...files.map(drawFile),
  ]
}

const drawWords = (text) =>
  make(
    'div',
    { className: 'section' },
    ...text.split('\n').map((line) => make('p', {}, ...drawText({ type: 'mrkdwn', text: line }))),
  )

const drawAttachment = ({ title, text = '' }) =>
  make('div', { className: 'attachment' }, title ? make('strong', {}, title) : undefined, drawWords(text))

const drawFile = ({ id, title, bytes }) =>
  make(
    'p',
    { className: 'file' },
    make('a', { href: `/files/${id}`, target: '_blank', rel: 'noopener' }, title),
    make('span', {}, ` ${Math.max(1, Math.round(bytes / 1024))} KB`),
  )

function drawRepliesLink(count, open) {
  const button = make('button', { type: 'button', className: 'replies' }, count === 1 ? '1 reply' : `${count} replies`)
  button.dataset.action = 'replies'
  button.addEventListener('click', open)
  return button
}
