import type { Served } from '../../access/ssh-server.ts'
import { type DemoHost, DONE, recordedHost } from './recorded-host.ts'

const START = 'systemctl start ssh.service'

export interface StoppedHostOptions {
  name: string
  /** Where people log in, and where a second sshd lets the operators in. */
  ports: { people: number; operators: number }
  /** Opens and closes the people’s port. */
  serve: () => Promise<() => Promise<void>>
  now?: () => number
}

/** A host whose sshd is stopped until somebody starts it: then its port opens, and it closes when somebody stops it. */
export function stoppedHost({ name, ports, serve, now = Date.now }: StoppedHostOptions): DemoHost & {
  close: () => Promise<void>
} {
  let stop: (() => Promise<void>) | undefined
  const timers = new Map<string, NodeJS.Timeout>()
  const started = async () => {
    stop ??= await serve()
    return DONE
  }
  const stopped = async () => {
    await stop?.()
    stop = undefined
    return DONE
  }
  const host = recordedHost({
    ...{ name, now },
    look: () => ({
      trouble: stop ? 'started' : 'stopped',
      blanks: { port: ports.people, door: ports.operators },
    }),
    commands: { [`sudo -n ${START}`]: started, 'sudo -n systemctl stop ssh.service': stopped },
    other: (command) => timed(command, timers, () => void started()),
  })
  return {
    ...host,
    close: async () => {
      for (const timer of timers.values()) clearTimeout(timer)
      await stopped()
    },
  }
}

/** A timer of systemd that starts sshd again: armed, or called off. */
function timed(command: string, timers: Map<string, NodeJS.Timeout>, run: () => void): Served | undefined {
  const [, seconds, armed = ''] =
    /^sudo -n systemd-run --quiet --collect --on-active=(\d+)s \S+ --unit=(\S+) -- systemctl start ssh\.service$/.exec(
      command,
    ) ?? []
  if (seconds) {
    timers.set(armed, setTimeout(run, Number(seconds) * 1_000).unref())
    return DONE
  }
  const [, off = ''] = /^sudo -n systemctl stop (ssh-medic-undo-\S+)\.timer$/.exec(command) ?? []
  if (!timers.has(off)) return undefined
  clearTimeout(timers.get(off))
  timers.delete(off)
  return DONE
}
