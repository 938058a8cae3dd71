import type { Duplex } from 'node:stream'

/** What came at once, and when, counted from the beginning of listening. */
export interface Word {
  afterMs: number
  bytes: Buffer
}

export interface Heard {
  words: Word[]
  /** How the other side ended it; undefined while the connection stands. */
  end?: 'eof' | 'reset'
  ms: number
}

interface Options {
  timeoutMs: number
  /** Ends the wait before its time. */
  enough: (words: Word[]) => boolean
  signal?: AbortSignal | undefined
}

/** Listens for a while and says nothing. A cancelled run destroys the socket; else it is left as it is. */
export function hear(socket: Duplex, { timeoutMs, enough, signal }: Options): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const words: Word[] = []
    const elapsedMs = () => Math.round(performance.now() - started)
    const onData = (bytes: Buffer) => {
      words.push({ afterMs: elapsedMs(), bytes })
      if (enough(words)) finish()
    }
    const onEnd = () => finish('eof')
    const onError = () => finish('reset')
    const onAbort = () => {
      cleanUp()
      socket.destroy()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => finish(), timeoutMs)

    function cleanUp() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      socket.off('data', onData).off('end', onEnd).off('error', onError)
    }
    function finish(end?: 'eof' | 'reset') {
      cleanUp()
      resolve({ words, ...(end && { end }), ms: elapsedMs() })
    }

    signal?.addEventListener('abort', onAbort, { once: true })
    socket.on('data', onData).once('end', onEnd).once('error', onError)
  })
}
