import type { Duplex } from 'node:stream'

/** What one command on a host left behind. Texts are cut at `maxBytes`. `exit` is null when a signal or the limit ended it. */
export interface RunResult {
  exit: number | null
  stdout: string
  stderr: string
  timedOut: boolean
  ms: number
}

export interface RunOptions {
  /** Bytes for the command's standard input, which is then closed. */
  input?: string
  timeoutMs: number
  maxBytes?: number
  signal?: AbortSignal
}

/** A way to run commands on a host, however it was reached. */
export interface Shell {
  run(command: string, options: RunOptions): Promise<RunResult>
  close(): void
}

/** A shell whose host can be asked to connect on: what a jump host is for. */
export interface Gateway extends Shell {
  /** A connection from that host to another; `refused` tells why it, or what it tried to reach, would not. */
  forward(to: { address: string; port: number }, options: ForwardOptions): Promise<Forwarded>
}

export interface ForwardOptions {
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** `prohibited`: the host does not forward, whatever the target; else what its attempt to connect ended with. */
export type Forwarded = { stream: Duplex } | { refused: 'prohibited' | 'failed'; said: string }
