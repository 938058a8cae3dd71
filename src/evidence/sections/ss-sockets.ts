import { canonicalAddress } from '../../domain/address.ts'
import type { SshSocket } from '../../domain/inside/network.ts'
import { splitEndpoint } from './endpoint.ts'

/** Connections in the output of `ss -Htnoi`: a line each, and an indented line of details below it. */
export const sshSockets = (lines: string[]): SshSocket[] =>
  lines.flatMap((line, index) => {
    if (/^\s/.test(line)) return []
    const details = lines[index + 1] ?? ''
    return socketOf(line, /^\s/.test(details) ? details : '') ?? []
  })

/** `ESTAB 0 1565 10.0.0.5:22 203.0.113.7:40522 timer:(on,3.1sec,4)` */
function socketOf(line: string, details: string): SshSocket | undefined {
  const [state = '', recvQ, sendQ, , peerText = ''] = line.trim().split(/\s+/)
  const endpoint = splitEndpoint(peerText)
  const peer = canonicalAddress(endpoint?.address ?? '')
  if (!endpoint || !peer) return undefined
  const number = (name: string) => Number(new RegExp(`\\s${name}:(\\d{1,18})\\b`).exec(details)?.[1] ?? 0)
  return {
    state,
    peer,
    peerPort: endpoint.port,
    recvQ: Number(recvQ),
    sendQ: Number(sendQ),
    timer: /\stimer:\(([^)\s]{1,60})\)/.exec(line)?.[1] ?? '',
    backoff: number('backoff'),
    retransmitted: Math.max(0, sentAgain(details) - number('dsack_dups')),
    dataSegmentsSent: number('data_segs_out'),
    bytesAcknowledged: number('bytes_acked'),
    pathMtu: number('pmtu'),
  }
}

const sentAgain = (details: string): number => Number(/\sretrans:\d{1,9}\/(\d{1,18})\b/.exec(details)?.[1] ?? 0)
