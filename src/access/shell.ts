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
