// The frames of the wire: the SYN that is sent, and what is heard of it.
import ipaddr from 'ipaddr.js'
import type { Address, Family } from '../../src/domain/address.ts'
import { canonicalAddress } from '../../src/domain/address.ts'
import type { Rejection } from '../../src/firewall/rules.ts'

export interface Syn {
  family: Family
  source: Address
  sourcePort: number
  destination: Address
  destinationPort: number
  sourceMac: string
  destinationMac: string
}

/** What a frame says about the SYN from that address and port. */
export interface Heard {
  of: string
  what: { said: 'syn'; to: Address; port: number } | { said: 'syn-ack' } | { said: 'no'; rejection: Rejection }
}

const TCP = 6
const ICMP = { 4: 1, 6: 58 } as const
const ETHERTYPE = { 4: 0x0800, 6: 0x86dd } as const
const ETHERNET_BYTES = 14
const FLAG = { syn: 2, rst: 4, ack: 16 } as const

export const nameOf = (source: Address, port: number): string => `${source} ${port}`

export function synFrame(syn: Syn): Buffer {
  const tcp = tcpSyn(syn)
  return Buffer.concat([ethernet(syn), syn.family === 4 ? ip4(syn, tcp.length) : ip6(syn, tcp.length), tcp])
}

/** Undefined for what has to do with no SYN of ours. */
export function hear(frame: Buffer): Heard | undefined {
  const packet = ipPacket(frame.subarray(ETHERNET_BYTES), frame.readUInt16BE(12))
  if (packet?.protocol === TCP) return hearTcp(packet)
  return packet && packet.protocol === ICMP[packet.family] ? hearIcmp(packet) : undefined
}

interface IpPacket {
  family: Family
  protocol: number
  source: Address
  destination: Address
  payload: Buffer
}

function ipPacket(bytes: Buffer, ethertype: number): IpPacket | undefined {
  if (ethertype === ETHERTYPE[4] && bytes.length >= 20)
    return {
      family: 4,
      protocol: bytes.readUInt8(9),
      source: address(bytes.subarray(12, 16)),
      destination: address(bytes.subarray(16, 20)),
      payload: bytes.subarray((bytes.readUInt8(0) & 15) * 4),
    }
  if (ethertype !== ETHERTYPE[6] || bytes.length < 40) return undefined
  return {
    family: 6,
    protocol: bytes.readUInt8(6),
    source: address(bytes.subarray(8, 24)),
    destination: address(bytes.subarray(24, 40)),
    payload: bytes.subarray(40),
  }
}

function hearTcp({ source, destination, payload }: IpPacket): Heard | undefined {
  if (payload.length < 20) return undefined
  const [sourcePort, port, flags] = [payload.readUInt16BE(0), payload.readUInt16BE(2), payload.readUInt8(13)]
  if (flags === FLAG.syn) return { of: nameOf(source, sourcePort), what: { said: 'syn', to: destination, port } }
  const of = nameOf(destination, port)
  if (flags & FLAG.rst) return { of, what: { said: 'no', rejection: { by: 'tcp-reset' } } }
  return flags === (FLAG.syn | FLAG.ack) ? { of, what: { said: 'syn-ack' } } : undefined
}

/** An error has the packet that it is about behind its own 8 bytes. */
function hearIcmp({ family, payload }: IpPacket): Heard | undefined {
  const about = payload.length > 8 ? ipPacket(payload.subarray(8), ETHERTYPE[family]) : undefined
  if (about?.protocol !== TCP || about.payload.length < 4) return undefined
  const rejection: Rejection = { by: 'icmp', type: payload.readUInt8(0), code: payload.readUInt8(1) }
  return { of: nameOf(about.source, about.payload.readUInt16BE(0)), what: { said: 'no', rejection } }
}

function ethernet({ family, sourceMac, destinationMac }: Syn): Buffer {
  const bytes = Buffer.alloc(ETHERNET_BYTES)
  bytes.write(destinationMac.replaceAll(':', ''), 0, 'hex')
  bytes.write(sourceMac.replaceAll(':', ''), 6, 'hex')
  bytes.writeUInt16BE(ETHERTYPE[family], 12)
  return bytes
}

function ip4({ source, destination }: Syn, payloadBytes: number): Buffer {
  const bytes = Buffer.alloc(20)
  bytes.writeUInt8(0x45, 0)
  bytes.writeUInt16BE(20 + payloadBytes, 2)
  bytes.writeUInt16BE(0x4000, 6)
  bytes.writeUInt8(64, 8)
  bytes.writeUInt8(TCP, 9)
  bytes.set(octets(source), 12)
  bytes.set(octets(destination), 16)
  bytes.writeUInt16BE(checksum([bytes]), 10)
  return bytes
}

function ip6({ source, destination }: Syn, payloadBytes: number): Buffer {
  const bytes = Buffer.alloc(40)
  bytes.writeUInt8(0x60, 0)
  bytes.writeUInt16BE(payloadBytes, 4)
  bytes.writeUInt8(TCP, 6)
  bytes.writeUInt8(64, 7)
  bytes.set(octets(source), 8)
  bytes.set(octets(destination), 24)
  return bytes
}

function tcpSyn({ source, destination, sourcePort, destinationPort }: Syn): Buffer {
  const bytes = Buffer.alloc(24)
  bytes.writeUInt16BE(sourcePort, 0)
  bytes.writeUInt16BE(destinationPort, 2)
  bytes.writeUInt32BE(0x01020304, 4)
  bytes.writeUInt8(6 << 4, 12)
  bytes.writeUInt8(FLAG.syn, 13)
  bytes.writeUInt16BE(64_240, 14)
  bytes.set([2, 4, 1460 >> 8, 1460 & 255], 20)
  const pseudoHeader = Buffer.concat([octets(source), octets(destination), Buffer.from([0, TCP, 0, bytes.length])])
  bytes.writeUInt16BE(checksum([pseudoHeader, bytes]), 16)
  return bytes
}

function checksum(parts: readonly Buffer[]): number {
  let sum = 0
  for (const part of parts) for (let at = 0; at < part.length; at += 2) sum += part.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

const octets = (text: Address): Buffer => Buffer.from(ipaddr.parse(text).toByteArray())
const address = (bytes: Buffer): Address => canonicalAddress(ipaddr.fromByteArray([...bytes]).toString()) ?? ''
