import { createHmac, randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'

/** What Slack brings to an app: the payload, and how it is wrapped. */
export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api'
  payload: Record<string, unknown>
  /** The same was brought before. */
  retry?: { attempt: number; reason: string }
}

/** The app's acknowledgement; undefined when none came within three seconds. */
export type Acknowledged = { body: unknown } | undefined

export type Deliver = (envelope: Envelope) => Promise<Acknowledged>

const ACK_MS = 3_000

/** Signed HTTP, as Slack delivers it: v0 HMAC-SHA256 over version, timestamp and body. */
export function httpDelivery(requestUrl: string, signingSecret: string, now: () => number): Deliver {
  return async (envelope) => {
    const { contentType, body } = httpBodyOf(envelope)
    const timestamp = String(Math.floor(now() / 1_000))
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
    const headers = {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
      ...(envelope.retry && {
        'x-slack-retry-num': String(envelope.retry.attempt),
        'x-slack-retry-reason': `http_${envelope.retry.reason}`,
      }),
    }
    try {
      const response = await fetch(requestUrl, {
        method: 'POST',
        body,
        headers,
        signal: AbortSignal.timeout(ACK_MS),
      })
      return response.ok ? { body: bodyOf(await response.text()) } : undefined
    } catch {
      return undefined
    }
  }
}

/** Events come as JSON, all else as a form. */
function httpBodyOf({ type, payload }: Envelope): { contentType: string; body: string } {
  if (type === 'events_api') return { contentType: 'application/json', body: JSON.stringify(payload) }
  const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>)
  return { contentType: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() }
}

function bodyOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return { text }
  }
}

interface Pending {
  message: Record<string, unknown>
  acknowledge: (acknowledged: Acknowledged) => void
}

/** An event's acknowledgement says nothing; only that of an event tells why it comes again. */
const socketMessageOf = ({ type, payload, retry }: Envelope) => ({
  ...{ type, payload, accepts_response_payload: type !== 'events_api' },
  ...(type === 'events_api' && { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' }),
})

/** Socket Mode: each envelope goes over one socket; when that one closes before the acknowledgement, over another. */
export function socketDelivery(appId: string) {
  const sockets: WebSocket[] = []
  const pending = new Map<string, Pending>()
  let turn = 0

  const send = (id: string) => {
    const socket = sockets[turn++ % Math.max(1, sockets.length)]
    socket?.send(JSON.stringify(pending.get(id)?.message))
    return socket
  }

  const accept = (socket: WebSocket) => {
    sockets.push(socket)
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: sockets.length,
        connection_info: { app_id: appId },
        debug_info: {},
      }),
    )
    socket.on('message', (data) => {
      const { envelope_id: id = '', payload } = JSON.parse(String(data)) as { envelope_id?: string; payload?: unknown }
      pending.get(id)?.acknowledge({ body: payload })
      pending.delete(id)
    })
    socket.on('close', () => {
      sockets.splice(sockets.indexOf(socket), 1)
      for (const [id, { message }] of pending) {
        message.retry_attempt = Number(message.retry_attempt ?? 0) + 1
        send(id)
      }
    })
  }

  const deliver: Deliver = (envelope) =>
    new Promise((resolve) => {
      const id = randomUUID()
      const timer = setTimeout(() => {
        pending.delete(id)
        resolve(undefined)
      }, ACK_MS)
      const acknowledge = (acknowledged: Acknowledged) => {
        clearTimeout(timer)
        resolve(acknowledged)
      }
      pending.set(id, { message: { envelope_id: id, ...socketMessageOf(envelope) }, acknowledge })
      send(id)
    })

  return {
    accept,
    deliver,
    connections: () => sockets.length,
    /** Asks the app to connect anew, as Slack does every few hours. */
    refreshAll: () => {
      for (const socket of sockets)
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} }))
    },
    dropAll: () => void sockets.map((socket) => socket.terminate()),
  }
}
