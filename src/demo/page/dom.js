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

/** The time of a message id, as the reader's clock shows it. @param {string} ts */
export const timeOf = (ts) => new Date(Number(ts) * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
