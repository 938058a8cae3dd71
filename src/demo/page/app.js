// The page of the demo: shows what the stand-in for Slack holds, and sends what people do to it.
import { drawBlocks, drawText, names } from './blocks.js'
import { byId, make, onlyIfNew, place, timeOf } from './dom.js'

const BOT = 'U0MEDIC'
/** `follow`: a thread that began later opens by itself when its first reply comes, where there is room for it. */
const view = { user: 'U0ANA', channel: 'C0OPS', thread: undefined, follow: '' }
let state = { people: [], groups: [], channels: [], messages: [], dialog: undefined }
let asked = 0

async function refresh() {
  const mine = ++asked
  const response = await fetch(`/state?user=${encodeURIComponent(view.user)}`)
  const answer = await response.json()
  // A later question may have been answered already.
  if (mine !== asked) return
  state = answer
  if (!state.channels.some(({ id }) => id === view.channel)) show(state.channels[0]?.id)
  followNewThread()
  draw()
}

function show(channel) {
  Object.assign(view, { channel, thread: undefined, follow: undefined })
}

function followNewThread() {
  if (view.follow === undefined || innerWidth < 900) return
  const reply = state.messages.findLast(({ channel, threadTs }) => channel === view.channel && threadTs > view.follow)
  if (reply) Object.assign(view, { thread: reply.threadTs, follow: undefined })
}

async function act(what) {
  const response = await fetch('/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: view.user, ...what }),
  })
  const { error } = await response.json()
  tell(error)
  if (error !== undefined) for (const button of byId('dialog').querySelectorAll('button')) button.disabled = false
  await refresh()
}

function tell(trouble = '') {
  byId('trouble').hidden = trouble === ''
  byId('trouble').textContent = trouble
}

function draw() {
  byId('channel-name').textContent = `# ${state.channels.find(({ id }) => id === view.channel)?.name ?? ''}`
  byId('line').placeholder = `Message ${byId('channel-name').textContent}`
  for (const { id, name } of state.people) names.set(id, `@${name}`)
  for (const { id, handle } of state.groups) names.set(id, `@${handle}`)
  for (const { id, name } of state.channels) names.set(id, `#${name}`)
  onlyIfNew(byId('channels'), [view.channel, state.channels], () => state.channels.map(drawChannel))
  onlyIfNew(byId('who'), [view.user, state.people], () =>
    state.people.map(({ id, name }) => make('option', { value: id, selected: id === view.user }, name)),
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
  button.dataset.action = `channel:${id}`
  button.addEventListener('click', () => {
    show(id)
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
  if (!same) {
    const back = place(document.activeElement)
    list.replaceChildren(...items)
    back()
  }
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
      ? drawBlocks(message.blocks, (clicked) =>
          act({ act: 'click', channel: message.channel, ts: message.ts, ...clicked }),
        )
      : [words]
  const files = (message.files ?? []).map(({ id, title }) =>
    make('p', { className: 'file' }, make('a', { href: `/files/${id}`, target: '_blank', rel: 'noopener' }, title)),
  )
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
    make('article', {}, only, head, ...body, ...files, more),
  )
}

function drawRepliesLink(message) {
  const count = repliesTo(message).length
  const button = make('button', { type: 'button', className: 'replies' }, count === 1 ? '1 reply' : `${count} replies`)
  button.dataset.action = 'replies'
  button.addEventListener('click', () => {
    Object.assign(view, { thread: message.ts, follow: undefined })
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

/** Where the focus goes back to when the dialog closes: its button may be drawn anew meanwhile. */
let opener = () => {}

function drawDialog() {
  const dialog = byId('dialog')
  const version = JSON.stringify(state.dialog ?? null)
  if (dialog.dataset.version === version) return
  dialog.dataset.version = version
  if (!state.dialog) {
    dialog.close()
    return opener()
  }
  const { id, view: modal, errors = {} } = state.dialog
  const typed = filledIn(dialog)
  const close = make('button', { type: 'button', className: 'plain' }, modal.close?.text ?? 'Close')
  close.addEventListener('click', () => act({ act: 'dismiss', viewId: id }))
  const submit = modal.submit && make('button', { type: 'button', className: 'primary' }, modal.submit.text)
  submit?.addEventListener('click', () => {
    submit.disabled = true
    void act({ act: 'submit', viewId: id, filled: filledIn(dialog) })
  })
  dialog.replaceChildren(
    make('h2', { id: 'dialog-title' }, modal.title.text),
    make(
      'div',
      { className: 'body' },
      ...drawBlocks(modal.blocks, ({ actionId }) => act({ act: 'click-in-view', viewId: id, actionId })),
      ...Object.values(errors).map((text) => make('p', { className: 'complaint', role: 'alert' }, text)),
    ),
    make('footer', {}, close, submit),
  )
  // What was typed stays when the dialog is drawn again.
  for (const field of dialog.querySelectorAll('input')) field.value = typed[field.name] ?? ''
  dialog.oncancel = () => void act({ act: 'dismiss', viewId: id })
  if (!dialog.open) {
    opener = place(document.activeElement)
    dialog.showModal()
  }
  close.focus()
}

const filledIn = (dialog) =>
  Object.fromEntries([...dialog.querySelectorAll('input')].map(({ name, value }) => [name, value]))

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = byId('line').value.trim()
  if (text === '') return
  byId('line').value = ''
  byId('usage').hidden = true
  Object.assign(view, { thread: undefined, follow: state.messages.at(-1)?.ts ?? '' })
  void act({ act: 'type', channel: view.channel, text })
})
for (const button of document.querySelectorAll('.try'))
  button.addEventListener('click', () => {
    byId('line').value = button.textContent
    byId('line').focus()
    hint()
  })
byId('line').addEventListener('input', hint)
byId('who').addEventListener('change', (event) => {
  view.user = event.target.value
  void refresh()
})
byId('close-thread').addEventListener('click', () => {
  const { thread } = view
  Object.assign(view, { thread: undefined, follow: undefined })
  draw()
  const replies = document.querySelector(`#messages [data-ts="${thread}"] [data-action="replies"]`)
  ;(replies ?? byId('line')).focus()
})

/** What a command can be given, as soon as somebody begins one. */
function hint() {
  byId('usage').hidden = !byId('line').value.startsWith('/')
}

const events = new EventSource('/events')
events.onmessage = refresh
// Whatever happened before the connection stood was told to nobody.
events.onopen = () => {
  tell()
  void refresh()
}
events.onerror = () => tell('The demo does not answer any more: start it again with ssh-medic demo')
