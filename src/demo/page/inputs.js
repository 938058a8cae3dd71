// The inputs of dialogs. What is filled in stands in elements that carry the name of their block.
import { make } from './dom.js'

const DRAW = {
  plain_text_input: ({ multiline, max_length: maxLength = 3_000, initial_value: value = '', placeholder }, id) =>
    make(multiline ? 'textarea' : 'input', {
      ...{ name: id, maxLength, value, autocomplete: 'off', placeholder: placeholder?.text ?? '' },
    }),
  static_select: ({ options, initial_option: initial }, id) =>
    drawSelect(
      options.map(({ text, value }) => [value, text.text]),
      { id, initial: initial?.value },
    ),
  users_select: ({ initial_user: initial, placeholder }, id, { people }) =>
    drawSelect(
      people.map((one) => [one.id, one.name]),
      { id, initial, empty: placeholder?.text },
    ),
  datetimepicker: ({ initial_date_time: initial }, id) => drawTime(initial, id),
  radio_buttons: (element, id) => drawTicks(element, id, 'radio'),
  checkboxes: (element, id) => drawTicks(element, id, 'checkbox'),
  external_select: (element, id, { suggest }) => drawPicker(element, id, suggest),
}

/** An input block: its label, the element, a hint and what the app complained of, tied together for who cannot see them. */
export function drawInput(
  { block_id: id, label, hint, optional, element },
  { errors = {}, people = [], suggest } = {},
) {
  const field = DRAW[element.type]?.(element, id, { people, suggest })
  if (!field) return make('p', { className: 'unknown' }, `This page cannot draw an input “${element.type}”.`)
  const control = field.matches('input, select, textarea') ? field : (field.querySelector('[role=combobox]') ?? field)
  control.id = `input-${id}`
  const notes = [
    hint && make('small', { id: `hint-${id}` }, hint.text),
    errors[id] && make('p', { id: `error-${id}`, className: 'complaint', role: 'alert' }, errors[id]),
  ].filter(Boolean)
  control.setAttribute('aria-describedby', notes.map((note) => note.id).join(' '))
  if (errors[id]) control.ariaInvalid = 'true'
  if (!optional) control.ariaRequired = 'true'
  if (element.focus_on_load) control.dataset.focus = ''
  const words = optional ? `${label.text} (optional)` : label.text
  return make('div', { className: 'input' }, make('label', { htmlFor: control.id }, words), field, ...notes)
}

const drawSelect = (options, { id, initial, empty = 'Choose …' }) =>
  make(
    'select',
    { name: id },
    make('option', { value: '' }, empty),
    ...options.map(([value, words]) => make('option', { value, selected: value === initial }, words)),
  )

/** The full minutes that have 10 digits, as Slack has them: of what lies before or after, the browser itself complains. */
const [EARLIEST, LATEST] = [1_000_000_020, 9_999_999_960]

/** By the reader's clock. Asks for seconds only where the app has put some into it. */
const drawTime = (initial, id) =>
  make('input', {
    ...{ type: 'datetime-local', name: id, min: localTime(EARLIEST), max: localTime(LATEST) },
    ...{ step: initial % 60 ? 'any' : '60', value: localTime(initial) },
  })

/** Seconds since the epoch as the value of a field, and back. Nothing is nothing. */
function localTime(seconds) {
  if (!seconds) return ''
  const minutesBehind = new Date(seconds * 1_000).getTimezoneOffset()
  return new Date((seconds - minutesBehind * 60) * 1_000).toISOString().slice(0, 19)
}
const secondsOf = (value) => (value ? String(Math.floor(new Date(value).getTime() / 1_000)) : '')

const drawTicks = ({ options, initial_options: initial = [] }, id, type) =>
  make(
    'div',
    { className: 'ticks', role: 'group' },
    ...options.map(({ text, value }) =>
      make(
        'label',
        {},
        make('input', { type, name: id, value, checked: initial.some((one) => one.value === value) }),
        text.text,
      ),
    ),
  )

/** Asks the app while somebody types, and is walked with the arrow keys. */
function drawPicker({ min_query_length: least = 3, initial_option: initial, placeholder }, id, suggest) {
  const box = make('input', {
    name: `words:${id}`,
    autocomplete: 'off',
    role: 'combobox',
    placeholder: placeholder?.text ?? '',
  })
  const chosen = make('input', { type: 'hidden', name: id, value: initial?.value ?? '' })
  const list = make('ul', { id: `options-${id}`, className: 'options', role: 'listbox', hidden: true })
  box.value = initial?.text.text ?? ''
  box.setAttribute('aria-controls', list.id)
  box.ariaExpanded = 'false'
  box.ariaAutoComplete = 'list'
  let at = -1
  let asked = 0

  const close = () => {
    list.hidden = true
    box.ariaExpanded = 'false'
    box.removeAttribute('aria-activedescendant')
    at = -1
  }
  const choose = ({ text, value }) => {
    box.value = text.text
    chosen.value = value
    close()
  }
  const mark = (index) => {
    at = index
    for (const [place, item] of [...list.children].entries()) item.ariaSelected = String(place === at)
    box.setAttribute('aria-activedescendant', list.children[at]?.id ?? '')
  }
  const look = async () => {
    chosen.value = ''
    if (box.value.length < least) return close()
    const mine = ++asked
    const options = (await suggest(id, box.value)) ?? []
    if (mine !== asked) return
    const items = options.map((option, index) => {
      const item = make('li', { id: `option-${id}-${index}`, role: 'option' }, option.text.text)
      if (option.description) item.append(make('small', {}, option.description.text))
      item.addEventListener('mousedown', (event) => {
        event.preventDefault()
        choose(option)
      })
      item.choose = () => choose(option)
      return item
    })
    list.replaceChildren(...(items.length > 0 ? items : [make('li', { className: 'none' }, 'No results')]))
    list.hidden = false
    box.ariaExpanded = 'true'
    mark(items.length > 0 ? 0 : -1)
  }
  box.addEventListener('input', () => void look())
  box.addEventListener('focus', () => {
    if (least === 0 && chosen.value === '') void look()
  })
  box.addEventListener('blur', close)
  box.addEventListener('keydown', (event) => {
    if (list.hidden) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) mark((at + step + list.children.length) % list.children.length)
    if (event.key === 'Enter') list.children[at]?.choose?.()
    // The first Escape closes the list, the second the dialog.
    if (event.key === 'Escape') close()
    if (step || event.key === 'Enter' || event.key === 'Escape') event.preventDefault()
  })
  return make('div', { className: 'picker' }, box, chosen, list)
}

const isTime = ({ type }) => type === 'datetime-local'

/** What is filled in, by block. */
export function filledIn(dialog) {
  const fields = [...dialog.querySelectorAll('input[name], select[name], textarea[name]')]
  const filled = fields.filter(({ type, checked }) => !['radio', 'checkbox'].includes(type) || checked)
  return Object.fromEntries(filled.map((field) => [field.name, isTime(field) ? secondsOf(field.value) : field.value]))
}

/** Puts into a dialog that was drawn again what stood in it. */
export function putBack(dialog, typed) {
  for (const field of dialog.querySelectorAll('input[name], select[name], textarea[name]')) {
    if (typed[field.name] === undefined || ['radio', 'checkbox'].includes(field.type)) continue
    field.value = isTime(field) ? localTime(Number(typed[field.name])) : typed[field.name]
  }
}
