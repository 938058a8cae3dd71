import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { forward } from './forward.ts'
import type { Gateway, RunOptions, RunResult } from './shell.ts'

const GOODBYE_MS = 500
const MAX_BYTES = 4 * 1024 * 1024

/** A shell over a client that has logged in by that stream. */
export function shellOver(client: Client, stream: Duplex): Gateway {
  return {
    run: (command, options) => run(client, command, options),
    forward: (to, options) => forward(client, to, options),
    close: () => end(client, stream),
  }
}

/** Says goodbye, and does not wait for a host that has stopped listening. */
function end(client: Client, stream: Duplex): void {
  // ssh2's own destroy() leaves alone a stream that was ended already.
  const timer = setTimeout(() => stream.destroy(), GOODBYE_MS)
  stream.once('close', () => clearTimeout(timer))
  client.end()
}

function run(client: Client, command: string, options: RunOptions): Promise<RunResult> {
  const { input = '', timeoutMs, maxBytes = MAX_BYTES, signal } = options
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const stdout = gatherer(maxBytes)
    const stderr = gatherer(maxBytes)
    let channel: ClientChannel | undefined
    let exit: number | null = null

    const onClose = () => finish(false)
    const onAbort = () => {
      cleanUp()
      channel?.close()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      finish(true)
      channel?.close()
    }, timeoutMs)

    function cleanUp() {
      clearTimeout(timer)
      client.off('close', onClose)
      signal?.removeEventListener('abort', onAbort)
    }
    function finish(timedOut: boolean) {
      cleanUp()
      const ms = Math.round(performance.now() - started)
      resolve({ exit, stdout: stdout.text(), stderr: stderr.text(), timedOut, ms })
    }

    client.once('close', onClose)
    signal?.addEventListener('abort', onAbort, { once: true })
    const refused = (cause: unknown) => {
      cleanUp()
      reject(
        new Error(`the host did not run the command: ${cause instanceof Error ? cause.message : cause}`, { cause }),
      )
    }
    const onOpened = (error: Error | undefined, opened: ClientChannel) => {
      if (error) return refused(error)
      channel = opened
      opened.on('exit', (code: number | null) => {
        exit = code
      })
      opened.on('data', stdout.add).stderr.on('data', stderr.add)
      opened.on('error', () => {})
      opened.on('close', onClose)
      opened.end(input)
    }
    // ssh2 throws when the connection has ended already.
    try {
      client.exec(command, onOpened)
    } catch (error) {
      refused(error)
    }
  })
}

/** Keeps the first bytes of a stream. */
export function gatherer(maxBytes: number) {
  const chunks: Buffer[] = []
  let length = 0
  return {
    add: (chunk: Buffer) => {
      const room = maxBytes - length
      if (room <= 0) return
      chunks.push(chunk.subarray(0, room))
      length += Math.min(chunk.length, room)
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}
