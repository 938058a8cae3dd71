// The menu of a message: opens with a click, is walked with the arrow keys, and gives the focus back.
import { make } from './dom.js'

/** @param {{ items: { name: string, choose: () => void }[] }} menu */
export function drawMenu({ items }) {
  if (items.length === 0) return undefined
  const opener = make('button', { type: 'button', className: 'more', ariaLabel: 'More actions' }, '⋮')
  opener.dataset.action = 'more'
  opener.ariaHasPopup = 'menu'
  opener.ariaExpanded = 'false'
  const list = make('ul', { className: 'menu', role: 'menu', hidden: true })
  const holder = make('div', { className: 'menu-holder' }, opener, list)

  const close = () => {
    list.hidden = true
    opener.ariaExpanded = 'false'
  }
  const buttons = items.map(({ name, choose }) => {
    const button = make('button', { type: 'button', role: 'menuitem', tabIndex: -1 }, name)
    button.addEventListener('click', () => {
      close()
      opener.focus()
      choose()
    })
    return button
  })
  list.append(...buttons.map((button) => make('li', { role: 'none' }, button)))
  opener.addEventListener('click', () => {
    if (!list.hidden) return close()
    list.hidden = false
    opener.ariaExpanded = 'true'
    buttons[0].focus()
  })
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus()
    }
    if (event.key === 'Escape') {
      close()
      opener.focus()
    }
  })
  holder.addEventListener('focusout', ({ relatedTarget }) => {
    if (!holder.contains(relatedTarget)) close()
  })
  return holder
}
