import ipaddr from 'ipaddr.js'

export type Family = 4 | 6

/** An IP address in its one canonical spelling: lower case, compressed, IPv4-mapped IPv6 as plain IPv4, no zone. */
export type Address = string

/** The canonical spelling of an IP address, or undefined when the text is none. `::ffff:1.2.3.4` becomes `1.2.3.4`. */
export function canonicalAddress(text: string): Address | undefined {
  const [withoutZone = ''] = text.trim().split('%')
  // ipaddr.js also reads "1" and "0x7f.1"; people never mean those.
  if (!/^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/.test(withoutZone)) return undefined
  if (!ipaddr.isValid(withoutZone)) return undefined
  return ipaddr.process(withoutZone).toString()
}

export const familyOf = (address: Address): Family => (address.includes(':') ? 6 : 4)

/** Whether the address lies in a network written as `a.b.c.d/len`, `a.b.c.d/mask`, `2001:db8::/32` or a single address. */
export function inNetwork(address: Address, network: string): boolean {
  const [base = '', length] = network.trim().replace(/[[\]]/g, '').split('/')
  const canonicalBase = canonicalAddress(base)
  if (!canonicalBase || familyOf(canonicalBase) !== familyOf(address)) return false
  const bits = prefixLength(length, familyOf(address))
  if (bits === undefined) return false
  const parsed = ipaddr.parse(address)
  return parsed.match(ipaddr.parse(canonicalBase), bits)
}

function prefixLength(text: string | undefined, family: Family): number | undefined {
  const width = family === 4 ? 32 : 128
  if (text === undefined) return width
  if (/^\d+$/.test(text)) return Number(text) <= width ? Number(text) : undefined
  if (family === 6 || !ipaddr.IPv4.isValid(text)) return undefined
  return ipaddr.IPv4.parse(text).prefixLengthFromSubnetMask() ?? undefined
}
