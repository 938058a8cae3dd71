import { type DemoHost, DONE, recordedHost } from './recorded-host.ts'
import { createTimers } from './timers.ts'

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
  const started = async () => {
    stop ??= await serve()
    return DONE
  }
  const stopped = async () => {
    await stop?.()
    stop = undefined
    return DONE
  }
  const timers = createTimers({ [START]: started })
  const host = recordedHost({
    ...{ name, now },
    look: () => ({
      trouble: stop ? 'started' : 'stopped',
      blanks: { port: ports.people, door: ports.operators },
    }),
    commands: { [`sudo -n ${START}`]: started, 'sudo -n systemctl stop ssh.service': stopped },
    other: timers.onExec,
  })
  return {
    ...host,
    close: async () => {
      timers.close()
      await stopped()
    },
  }
}
