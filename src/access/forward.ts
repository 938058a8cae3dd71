import type { Client } from 'ssh2'
import type { Forwarded, ForwardOptions } from './shell.ts'

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED of RFC 4254, 5.1. */
const PROHIBITED = 1

/** Asks the server to connect on to another address (direct-tcpip). A server that is silent about it is given up. */
export function forward(
  client: Client,
  to: { address: string; port: number },
  { timeoutMs, signal }: ForwardOptions,
): Promise<Forwarded> {
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const settle = (answer: Forwarded) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      client.off('close', onClose)
      resolve(answer)
    }
    const timer = setTimeout(() => settle({ refused: 'failed', said: `no answer within ${timeoutMs} ms` }), timeoutMs)
    const onClose = () => settle({ refused: 'failed', said: 'the connection ended' })
    const onAbort = () => {
      settle({ refused: 'failed', said: 'cancelled' })
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    client.once('close', onClose)
    client.forwardOut('127.0.0.1', 0, to.address, to.port, (error, stream) => {
      if (!error) return settle({ stream })
      const refused = 'reason' in error && error.reason === PROHIBITED ? 'prohibited' : 'failed'
      settle({ refused, said: error.message.replace(/[^\x20-\x7e]/g, '·').slice(0, 300) })
    })
  })
}
