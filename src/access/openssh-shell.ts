import type { Ssh } from './openssh-process.ts'
import { withoutChatter } from './openssh-says.ts'
import type { RunOptions, RunResult, Shell } from './shell.ts'
import { gatherer } from './ssh-shell.ts'

const MAX_BYTES = 4 * 1024 * 1024

/** Said by the host before the first command: what a login shell prints by itself comes earlier. */
const READY = 'ssh-medic-ready'
/** A command that waits for the command line on its standard input, whatever the login's shell is. */
export const WAITING_COMMAND = `exec sh -c 'echo ${READY}; IFS= read -r line && eval "$line"'`

/**
 * A shell over the system's ssh. The first command runs in the session that is open already, so that a check is one login; each
 * later one is a session and a login of its own.
 */
export function shellOverSsh(session: Ssh, startNext: (command: string) => Ssh): Shell {
  let open: Ssh | undefined = session
  const live = new Set<Ssh>([session])
  const end = (ssh: Ssh) => {
    live.delete(ssh)
    ssh.kill('SIGKILL')
  }
  return {
    run: async (command, options) => {
      options.signal?.throwIfAborted()
      const waiting = command.includes('\n') ? undefined : open
      if (waiting) open = undefined
      const ssh = waiting ?? startNext(command)
      live.add(ssh)
      try {
        return await finish(ssh, waiting ? `${command}\n` : '', options)
      } finally {
        end(ssh)
      }
    },
    close: () => [...live].forEach(end),
  }
}

function finish(ssh: Ssh, first: string, options: RunOptions): Promise<RunResult> {
  const { input = '', timeoutMs, maxBytes = MAX_BYTES, signal } = options
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const stdout = gatherer(maxBytes)
    const stderr = gatherer(maxBytes)
    const end = (exit: number | null, timedOut: boolean) => {
      cleanUp()
      const ms = Math.round(performance.now() - started)
      const said = first ? afterReady(stdout.text()) : stdout.text()
      resolve({ exit, stdout: said, stderr: withoutChatter(stderr.text()), timedOut, ms })
    }
    const onClose = (exit: number | null) => end(exit, false)
    const onAbort = () => {
      cleanUp()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => end(null, true), timeoutMs)
    const cleanUp = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      ssh.off('close', onClose)
    }
    if (ssh.exitCode !== null || ssh.signalCode !== null) {
      cleanUp()
      reject(new Error('the host did not run the command: the session of ssh has ended'))
      return
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    ssh.on('close', onClose).on('error', (error) => {
      cleanUp()
      reject(new Error(`ssh did not run: ${error.message}`, { cause: error }))
    })
    ssh.stdout.on('data', stdout.add)
    ssh.stderr.on('data', stderr.add)
    ssh.stdin.on('error', () => {}).end(first + input)
  })
}

/** Without our own word and what the login printed before it; a login that runs another command than ours never says it. */
function afterReady(text: string): string {
  const at = text.indexOf(`${READY}\n`)
  return at < 0 ? text : text.slice(at + READY.length + 1)
}
