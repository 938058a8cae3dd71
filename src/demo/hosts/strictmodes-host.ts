import { type DemoHost, DONE, recordedHost } from './recorded-host.ts'

/** Whose keys sshd ignores. */
const USER = 'deploy'
const REPAIR = `sudo -n chmod go-w /home/${USER}/.ssh`

export interface StrictmodesHostOptions {
  name: string
  port: number
  now?: () => number
}

/** A host on which everybody may write to one user’s keys, until somebody takes that right away. */
export function strictmodesHost({ name, port, now = Date.now }: StrictmodesHostOptions): DemoHost {
  let mode = '777'
  return recordedHost({
    ...{ name, now },
    look: ({ user }) => ({
      trouble: user === USER ? 'strictmodes' : undefined,
      // Who else is in the group is asked only where it may write.
      blanks: { port, mode, gid: mode === '777' ? 1001 : undefined },
    }),
    commands: {
      [REPAIR]: () => {
        mode = '755'
        return DONE
      },
    },
  })
}
