// Addresses as numbers. Sets hold a million of them, and all are read for one question: so no regular expressions here.
import type { Numeric } from './scalar.ts'

const [COLON, ZERO] = [58, 48]
const LONGEST_IPV6 = 45

/** `10.0.0.1` → 167772161; undefined for what is no IPv4 address. */
export function ipv4Number(text: string): number | undefined {
  let [value, start] = [0, 0]
  for (let octets = 0; octets < 4; octets += 1) {
    const end = octets < 3 ? text.indexOf('.', start) : text.length
    const octet = octetIn(text, start, end)
    if (octet === undefined) return undefined
    value = value * 256 + octet
    start = end + 1
  }
  return value
}

function octetIn(text: string, start: number, end: number): number | undefined {
  if (end <= start || end - start > 3) return undefined
  let value = 0
  for (let at = start; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value <= 255 ? value : undefined
}

const GROUPS = 8
const groups = new DataView(new ArrayBuffer(2 * GROUPS))

/** `2001:db8::1` as a number of 128 bits; undefined for what is no IPv6 address. */
export function ipv6Number(text: string): bigint | undefined {
  if (text.length > LONGEST_IPV6 || text.length < 2) return undefined
  groups.setBigUint64(0, 0n)
  groups.setBigUint64(8, 0n)
  const gap = text.indexOf('::')
  if (gap < 0) return readGroups(text, 0, 0) === GROUPS ? number() : undefined
  const tail = text.slice(gap + 2)
  const tailAt = GROUPS - countGroups(tail)
  const headEnd = gap === 0 ? 0 : readGroups(text.slice(0, gap), 0, 0)
  if (headEnd === undefined || headEnd >= tailAt) return undefined
  return tail === '' || readGroups(tail, 0, tailAt) === GROUPS ? number() : undefined
}

const number = (): bigint => (groups.getBigUint64(0) << 64n) | groups.getBigUint64(8)

/** An IPv4 address at the end is two of them. */
function countGroups(text: string): number {
  let count = text === '' ? 0 : text.includes('.') ? 2 : 1
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) count += 1
  return count
}

/** Writes the groups from there on, and returns where the next one would go. */
function readGroups(text: string, start: number, at: number): number | undefined {
  const colon = text.indexOf(':', start)
  if (colon < 0 && text.indexOf('.', start) >= 0) return readIpv4(text.slice(start), at)
  const group = hexGroup(text, start, colon < 0 ? text.length : colon)
  if (group === undefined || at >= GROUPS) return undefined
  groups.setUint16(2 * at, group)
  return colon < 0 ? at + 1 : readGroups(text, colon + 1, at + 1)
}

function readIpv4(text: string, at: number): number | undefined {
  const value = ipv4Number(text)
  if (value === undefined || at > GROUPS - 2) return undefined
  groups.setUint32(2 * at, value)
  return at + 2
}

function hexGroup(text: string, start: number, end: number): number | undefined {
  if (end === start || end - start > 4) return undefined
  let value = 0
  for (let at = start; at < end; at += 1) {
    const digit = hexDigit(text.charCodeAt(at))
    if (digit === undefined) return undefined
    value = value * 16 + digit
  }
  return value
}

function hexDigit(code: number): number | undefined {
  if (code >= ZERO && code <= 57) return code - ZERO
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : undefined
}

/** `00:11:22:33:44:55` as a number of 48 bits. */
export function macNumber(text: string): number | undefined {
  if (text.length !== 17) return undefined
  let value = 0
  for (let at = 0; at < 17; at += 3) {
    const octet = hexGroup(text, at, at + 2)
    if (octet === undefined || (at < 15 && text.charCodeAt(at + 2) !== COLON)) return undefined
    value = value * 256 + octet
  }
  return value
}

/** The 16 bytes that the kernel keeps a device's name in, as a number. */
export function deviceNumber(name: string): bigint | undefined {
  if (name.length > 15) return undefined
  const bytes = Array.from(name, (letter) => letter.charCodeAt(0))
  if (bytes.some((byte) => byte > 255)) return undefined
  return BigInt(
    `0x${bytes
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .padEnd(32, '0')}`,
  )
}

export const addressNumber = (address: string): Numeric | undefined =>
  address.includes(':') ? ipv6Number(address) : ipv4Number(address)

/** 167772161 → `10.0.0.1` */
export const ipv4Text = (number: number): string => [24, 16, 8, 0].map((bits) => (number >>> bits) & 255).join('.')
