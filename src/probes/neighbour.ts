import { readFileSync } from 'node:fs'
import type { Address } from '../domain/address.ts'

/** ATF_COM of net/if_arp.h: the entry has a hardware address. */
const COMPLETE = 0x2

/** Whether the kernel asked for this IPv4 address on the last link and nobody has answered: proc(5), /proc/net/arp. */
export function isUnansweredNeighbour(address: Address): boolean {
  return readArpTable().some((line) => {
    const [ip, , flags = ''] = line.split(/\s+/)
    return ip === address && (Number.parseInt(flags, 16) & COMPLETE) === 0
  })
}

function readArpTable(): string[] {
  try {
    return readFileSync('/proc/net/arp', 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}
