import type { Client } from 'ssh2'
import type { Forwarded, ForwardOptions } from './shell.ts'

/** The reason codes of RFC 4254, 5.1, in the words that OpenSSH's client uses for them. */
const PROHIBITED = 1
const REASONS = ['', 'administratively prohibited', 'connect failed', 'unknown channel type', 'resource shortage']

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
      const reason = 'reason' in error ? Number(error.reason) : 0
      settle({ refused: reason === PROHIBITED ? 'prohibited' : 'failed', said: saidBy(error, reason) })
    })
  })
}

/** What the server gave as its reason, as ssh prints it: the code in words, then the server's own text. */
function saidBy(error: Error, reason: number): string {
  const text = error.message.replace(/^\(SSH\) Channel open failure: /, '').replace(/[^\x20-\x7e]/g, '·')
  return [REASONS[reason], text.slice(0, 300)].filter(Boolean).join(': ')
}
