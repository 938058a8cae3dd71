// The page of the demo: shows what the stand-in for Slack holds, and sends what people do to it.
import { names } from './blocks.js'
import { drawDialog, enableDialog } from './dialog.js'
import { byId, make, onlyIfNew } from './dom.js'
import { drawHome } from './home.js'
import { drawList, followNew, repliesTo } from './messages.js'
import { drawTour } from './tour.js'

/** `follow`: a thread that began later opens by itself when its first reply comes, where there is room for it. */
const view = { user: 'U0ANA', channel: 'C0OPS', home: false, thread: undefined, follow: '', seen: new Map() }
let state = { people: [], apps: [], groups: [], channels: [], messages: [], shortcuts: [], dialog: undefined }
let asked = 0

async function refresh() {
  const mine = ++asked
  const response = await fetch(`/state?user=${encodeURIComponent(view.user)}`)
  const answer = await response.json()
  // A later question may have been answered already.
  if (mine !== asked) return
  state = answer
  if (!state.channels.some(({ id }) => id === view.channel)) show(state.channels[0]?.id)
  if (!state.home) view.home = false
  followNewThread()
  draw()
}

function show(channel) {
  Object.assign(view, { channel, home: false, thread: undefined, follow: undefined })
}

function followNewThread() {
  if (view.follow === undefined || innerWidth < 900) return
  const reply = state.messages.findLast(({ channel, threadTs }) => channel === view.channel && threadTs > view.follow)
  if (reply) Object.assign(view, { thread: reply.threadTs, follow: undefined })
}

/** Does what somebody wants done; returns what is to be known of it at once. */
async function act(what) {
  const response = await fetch('/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: view.user, ...what }),
  })
  const { error, told } = await response.json()
  tell(error)
  if (error !== undefined) enableDialog()
  await refresh()
  return told
}

function tell(trouble = '') {
  byId('trouble').hidden = trouble === ''
  byId('trouble').textContent = trouble
}

function draw() {
  const showNew = ['messages', 'replies'].map(followNew)
  const channel = titleOf(state.channels.find(({ id }) => id === view.channel))
  byId('channel-name').textContent = view.home ? 'ssh-medic' : channel
  byId('line').placeholder = `Message ${channel}`
  for (const { id, name } of [...state.people, ...state.apps]) names.set(id, `@${name}`)
  for (const { id, handle } of state.groups) names.set(id, `@${handle}`)
  for (const { id, name } of state.channels) names.set(id, `#${name}`)
  if (!view.home) view.seen.set(view.channel, newestIn(view.channel))
  const unread = state.channels.filter(({ id }) => newestIn(id) !== view.seen.get(id)).map(({ id }) => id)
  onlyIfNew(byId('channels'), [view.channel, view.home, state.channels, unread], () =>
    state.channels.map((channel) => drawChannel(channel, unread.includes(channel.id))),
  )
  onlyIfNew(byId('apps'), [view.home, Boolean(state.home)], drawApps)
  onlyIfNew(byId('who'), [view.user, state.people], () =>
    state.people.map(({ id, name }) => make('option', { value: id, selected: id === view.user }, name)),
  )
  for (const [id, hidden] of [
    ['messages', view.home],
    ['composer', view.home],
    ['home', !view.home],
  ])
    byId(id).hidden = hidden
  drawHome(state.home, act)
  const inChannel = state.messages.filter((one) => one.channel === view.channel)
  const heads = inChannel.filter((one) => !one.threadTs || one.threadTs === one.ts)
  drawList('messages', heads, state, { act, openThread, inChannel: true })
  drawThread()
  drawTour(state.tour, { act, tryLine, user: view.user, names })
  for (const showIt of showNew) showIt()
  drawDialog(state.dialog, state.people, act)
}

/** What the app tells somebody directly is no channel. */
const titleOf = (channel) => (channel?.directWith ? `✉ ${channel.name}` : `# ${channel?.name ?? ''}`)

const newestIn = (id) => state.messages.findLast(({ channel }) => channel === id)?.ts

function drawChannel(channel, isUnread) {
  const { id } = channel
  const isOpen = id === view.channel && !view.home
  const button = make('button', { type: 'button', ariaCurrent: isOpen ? 'page' : 'false' }, titleOf(channel))
  button.dataset.action = `channel:${id}`
  if (isUnread) Object.assign(button, { className: 'unread', title: 'New messages' })
  button.addEventListener('click', () => {
    show(id)
    draw()
  })
  return make('li', {}, button)
}

function drawApps() {
  if (!state.home) return []
  const button = make('button', { type: 'button', ariaCurrent: view.home ? 'page' : 'false' }, 'ssh-medic')
  button.dataset.action = 'home'
  button.addEventListener('click', () => {
    Object.assign(view, { home: true, thread: undefined, follow: undefined })
    void act({ act: 'open-home' })
  })
  return [make('li', {}, button)]
}

function openThread(ts) {
  Object.assign(view, { thread: ts, follow: undefined })
  draw()
  byId('close-thread').focus()
}

function drawThread() {
  const head = state.messages.find(({ ts }) => ts === view.thread)
  byId('thread').hidden = head === undefined
  document.body.classList.toggle('in-thread', head !== undefined)
  if (head) drawList('replies', [head, ...repliesTo(head, state)], state, { act, openThread, inChannel: false })
}

function tryLine(line) {
  byId('line').value = line
  byId('line').focus()
  hint()
}

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = byId('line').value.trim()
  if (text === '') return
  byId('line').value = ''
  byId('usage').hidden = true
  Object.assign(view, { thread: undefined, follow: state.messages.at(-1)?.ts ?? '' })
  void act({ act: 'type', channel: view.channel, text })
})
byId('reply-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = byId('reply').value.trim()
  if (text === '') return
  byId('reply').value = ''
  void act({ act: 'type', channel: view.channel, text, threadTs: view.thread })
})
byId('line').addEventListener('input', hint)
byId('who').addEventListener('change', (event) => {
  view.user = event.target.value
  void (view.home ? act({ act: 'open-home' }) : refresh())
})
byId('close-thread').addEventListener('click', () => {
  const { thread } = view
  Object.assign(view, { thread: undefined, follow: undefined })
  draw()
  const replies = document.querySelector(`#messages [data-ts="${thread}"] [data-action="replies"]`)
  ;(replies ?? byId('line')).focus()
})

/** A link to a message of this workspace leads there: `#C0OPS/1700000000.000100`. */
addEventListener('hashchange', () => {
  const [, channel, ts] = /^#(\w+)\/([\d.]+)$/.exec(location.hash) ?? []
  if (!state.channels.some(({ id }) => id === channel)) return
  history.replaceState(null, '', '/')
  show(channel)
  openThread(ts)
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
