import type { Served } from '../../access/ssh-server.ts'
import { evidenceScript } from '../../evidence/script.ts'
import { BEGUN_BEFORE, markArgv } from '../../remedies/mark.ts'
import { quoteArgv } from '../../remedies/quote-argv.ts'
import { type Blanks, replay, type Trouble } from './recording.ts'

const ACCOUNTS: Record<string, number> = { medic: 1000, deploy: 1001 }

export interface DemoHost {
  onExec: (command: string, input: string) => Promise<Served> | Served
}

/** About whom the evidence script was asked. */
interface Asked {
  nonce: string
  client: string | undefined
  user: string | undefined
  port: string
}

interface RecordedHostOptions {
  name: string
  now: () => number
  /** How the host is at the moment, as far as it matters to whoever is asked about. */
  look: (asked: Asked) => { trouble: Trouble | undefined; blanks: Blanks }
  /** The commands that change it. */
  commands: Record<string, () => Promise<Served> | Served>
  /** Whatever else it understands. */
  other?: (command: string) => Served | undefined
}

/** A host that answers the evidence script with what a real one printed, and understands the commands of its remedy. */
export function recordedHost({ name, now, look, commands, other }: RecordedHostOptions): DemoHost {
  const marks = new Set<string>()
  return {
    onExec: (command, input) => {
      const mark = nameInMark(command)
      if (mark !== undefined) return marked(marks, mark)
      const change = commands[command]
      if (change) return change()
      const asked = askedBy(command)
      if (!asked || input !== evidenceScript()) return other?.(command) ?? unknown(command)
      const { trouble, blanks } = look(asked)
      return { stdout: replay(trouble, { host: name, ...about(asked), ...blanks }, now()), exit: 0 }
    },
  }
}

export const DONE: Served = { stdout: '', exit: 0 }

/** The command that marks an order on its host, around the name of the mark. */
const [BEFORE = '', AFTER = ''] = quoteArgv(markArgv('0')).split(' ssh-medic-begun-0 ')

const nameInMark = (command: string): string | undefined =>
  command.startsWith(BEFORE) && command.endsWith(AFTER) ? command.slice(BEFORE.length, -AFTER.length).trim() : undefined

/** As the script ends: the first to make the mark is told so. */
function marked(marks: Set<string>, name: string): Served {
  const isFirst = !marks.has(name)
  marks.add(name)
  return { stdout: '', exit: isFirst ? 0 : BEGUN_BEFORE }
}

const unknown = (command: string): Served => ({
  stdout: '',
  stderr: `${command}: this host of the demo does not know the command\n`,
  exit: 127,
})

/** NONCE CLIENT USER PORT, each may be `-`. */
function askedBy(command: string): Asked | undefined {
  const words = /^exec sh -s -- '(\w+)' '([^']+)' '([^']+)' '([^']+)'$/.exec(command)
  const [, nonce, client, user, port = ''] = words ?? []
  return nonce === undefined ? undefined : { nonce, client: given(client), user: given(user), port }
}

const given = (word: string | undefined) => (word === '-' ? undefined : word)

/** What the script prints about whom it was asked. */
function about({ nonce, client, user, port }: Asked): Blanks {
  const uid = user === undefined ? undefined : ACCOUNTS[user]
  const known = uid !== undefined
  return {
    ...{ nonce, client: client ?? '-', from: client, user: user ?? '-', asked: port, port },
    ...{ login: user, member: known ? user : undefined, uid, found: known ? 0 : 2 },
    passwd: known ? `${user}:x:${uid}:${uid}::/home/${user}:/bin/bash` : undefined,
    ...searched(client, user),
    spec: (client ?? user) && specOf({ client, user, port }),
  }
}

/** Whom `sshd -T -C` was asked about. */
const specOf = ({ client, user, port }: Omit<Asked, 'nonce'>): string =>
  [`lport=${port}`, user && `user=${user}`, client && `addr=${client},host=${client}`, 'laddr=10.0.0.5']
    .filter(Boolean)
    .join(',')

/** What was looked for in logs. */
function searched(client: string | undefined, user: string | undefined): Blanks {
  const pattern = client?.replaceAll('.', '[.]') ?? ''
  const named = [pattern, user && `\\b${user}\\b`].filter(Boolean).join('|')
  return { pattern, named: named || undefined }
}
