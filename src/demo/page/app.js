// The page of the demo: shows what the stand-in for Slack holds, and sends what people do to it.
import { drawBlocks, drawText } from './blocks.js'
import { byId, make, timeOf } from './dom.js'

const BOT = 'U0MEDIC'
const view = { user: 'U0ANA', channel: 'C0OPS', thread: undefined }
let state = { people: [], channels: [], messages: [], dialog: undefined }

async function refresh() {
  const response = await fetch(`/state?user=${encodeURIComponent(view.user)}`)
  state = await response.json()
  followNewThread()
  draw()
}

/** A thread opens by itself when the first reply comes, where there is room for it. */
function followNewThread() {
  if (view.thread !== undefined || innerWidth < 900) return
  view.thread = state.messages.filter((one) => one.channel === view.channel && one.threadTs).at(-1)?.threadTs
}

async function act(what) {
  const response = await fetch('/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: view.user, ...what }),
  })
  const { error } = await response.json()
  byId('trouble').hidden = error === undefined
  byId('trouble').textContent = error ?? ''
  await refresh()
}

function draw() {
  byId('channel-name').textContent = `# ${state.channels.find(({ id }) => id === view.channel)?.name ?? ''}`
  byId('line').placeholder = `Message ${byId('channel-name').textContent}`
  byId('channels').replaceChildren(...state.channels.map(drawChannel))
  byId('who').replaceChildren(
    ...state.people.map(({ id, name }) => make('option', { value: id, selected: id === view.user }, name)),
  )
  drawList(
    'messages',
    state.messages.filter((one) => one.channel === view.channel && (!one.threadTs || one.threadTs === one.ts)),
    true,
  )
  drawThread()
  drawDialog()
}

function drawChannel({ id, name }) {
  const button = make('button', { type: 'button', ariaCurrent: id === view.channel ? 'page' : 'false' }, `# ${name}`)
  button.addEventListener('click', () => {
    Object.assign(view, { channel: id, thread: undefined })
    draw()
  })
  return make('li', {}, button)
}

/** Redraws only the messages that changed, so that focus and scrolling stay where they are. */
function drawList(id, messages, inChannel) {
  const list = byId(id)
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80
  const present = new Map([...list.children].map((item) => [item.dataset.ts, item]))
  const items = messages.map((message) => {
    const version = JSON.stringify([message.edited, inChannel && repliesTo(message).length])
    const old = present.get(message.ts)
    if (old?.dataset.version === version) return old
    const item = drawMessage(message, inChannel)
    Object.assign(item.dataset, { ts: message.ts, version })
    return item
  })
  const same = items.length === list.children.length && items.every((item, index) => item === list.children[index])
  if (!same) list.replaceChildren(...items)
  if (atEnd) list.scrollTop = list.scrollHeight
}

const repliesTo = ({ ts }) => state.messages.filter((one) => one.threadTs === ts)

function drawMessage(message, inChannel) {
  const author = message.user === BOT ? 'ssh-medic' : state.people.find(({ id }) => id === message.user)?.name
  const head = make(
    'p',
    { className: 'head' },
    make('strong', {}, author ?? message.user),
    message.user === BOT ? make('span', { className: 'app' }, 'APP') : undefined,
    make('time', {}, timeOf(message.ts)),
  )
  const words = make(
    'div',
    { className: 'section' },
    ...message.text.split('\n').map((text) => make('p', {}, ...drawText({ type: 'mrkdwn', text }))),
  )
  const body =
    message.blocks.length > 0
      ? drawBlocks(message.blocks, (actionId) =>
          act({ act: 'click', channel: message.channel, ts: message.ts, actionId }),
        )
      : [words]
  const only = message.onlyFor ? make('p', { className: 'only' }, 'Only visible to you') : undefined
  const more = inChannel && repliesTo(message).length > 0 ? drawRepliesLink(message) : undefined
  const avatar = make(
    'span',
    { className: `avatar ${message.user === BOT ? 'bot' : ''}`, ariaHidden: 'true' },
    (author ?? '?')[0],
  )
  return make(
    'li',
    { className: message.onlyFor ? 'message private' : 'message' },
    avatar,
    make('article', {}, only, head, ...body, more),
  )
}

function drawRepliesLink(message) {
  const count = repliesTo(message).length
  const button = make('button', { type: 'button', className: 'replies' }, count === 1 ? '1 reply' : `${count} replies`)
  button.addEventListener('click', () => {
    view.thread = message.ts
    draw()
    byId('close-thread').focus()
  })
  return button
}

function drawThread() {
  const head = state.messages.find(({ ts }) => ts === view.thread)
  byId('thread').hidden = head === undefined
  document.body.classList.toggle('in-thread', head !== undefined)
  if (head) drawList('replies', [head, ...repliesTo(head)], false)
}

function drawDialog() {
  const dialog = byId('dialog')
  const version = JSON.stringify(state.dialog ?? null)
  if (dialog.dataset.version === version) return
  dialog.dataset.version = version
  if (!state.dialog) return dialog.close()
  const { id, view: modal } = state.dialog
  const close = make('button', { type: 'button', className: 'plain' }, modal.close?.text ?? 'Close')
  close.addEventListener('click', () => act({ act: 'dismiss', viewId: id }))
  const submit = modal.submit && make('button', { type: 'button', className: 'primary' }, modal.submit.text)
  submit?.addEventListener('click', () => {
    submit.disabled = true
    void act({ act: 'submit', viewId: id })
  })
  dialog.replaceChildren(
    make('h2', { id: 'dialog-title' }, modal.title.text),
    make('div', { className: 'body' }, ...drawBlocks(modal.blocks, () => {})),
    make('footer', {}, close, submit),
  )
  dialog.oncancel = () => void act({ act: 'dismiss', viewId: id })
  if (!dialog.open) dialog.showModal()
}

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = byId('line').value.trim()
  if (text === '') return
  byId('line').value = ''
  view.thread = undefined
  void act({ act: 'type', channel: view.channel, text })
})
for (const button of document.querySelectorAll('.try'))
  button.addEventListener('click', () => {
    byId('line').value = button.textContent
    byId('line').focus()
  })
byId('who').addEventListener('change', (event) => {
  view.user = event.target.value
  void refresh()
})
byId('close-thread').addEventListener('click', () => {
  view.thread = null
  draw()
  byId('line').focus()
})
new EventSource('/events').onmessage = refresh
void refresh()
