import { type Address, canonicalAddress } from '../../domain/address.ts'

/** What somebody typed as an address, a login or a port; undefined when it is none. */
export const readAddress = (text: string): Address | undefined =>
  canonicalAddress(text.trim().replace(/^\[(.*)\]$/, '$1'))

export const readLogin = (text: string): string | undefined =>
  /^[a-z_][a-z0-9_.-]{0,31}\$?$/i.test(text.trim()) ? text.trim() : undefined

export function readPort(text: string): number | undefined {
  const port = Number(text.trim())
  return /^\d{1,5}$/.test(text.trim()) && port >= 1 && port <= 65_535 ? port : undefined
}
