// Small helpers for making elements. Text is always set as text: nothing that a host printed becomes markup.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties]
 * @param {(Node | string | undefined)[]} children
 */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** @param {string} id */
export const byId = (id) => document.getElementById(id)

/**
 * Draws into an element only what differs from before, so that the focus stays and an open list stays open.
 * @param {HTMLElement} element @param {unknown} from @param {() => Node[]} draw
 */
export function onlyIfNew(element, from, draw) {
  const version = JSON.stringify(from)
  if (element.dataset.version === version) return
  const back = place(document.activeElement)
  element.dataset.version = version
  element.replaceChildren(...draw())
  back()
}

/**
 * Remembers where the focus is; what it returns puts it there again, also when the button was drawn anew.
 * @param {Element | null} focused
 */
export function place(focused) {
  const { action } = focused?.dataset ?? {}
  const { ts } = focused?.closest('[data-ts]')?.dataset ?? {}
  const list = focused?.closest('[id]:not([data-action])')?.id
  return () => {
    if (focused?.isConnected) return focused === document.activeElement ? undefined : focused.focus()
    if (action === undefined) return
    const within = [list && `#${list}`, ts && `[data-ts="${ts}"]`].filter(Boolean).join(' ')
    document.querySelector(`${within} [data-action="${action}"]`)?.focus()
  }
}

/** The time of a message id, as the reader's clock shows it. @param {string} ts */
export const timeOf = (ts) => new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
