import type { Served } from '../../access/ssh-server.ts'
import { evidenceScript } from '../../evidence/script.ts'
import { BEGUN_BEFORE, markArgv } from '../../remedies/mark.ts'
import { quoteArgv } from '../../remedies/quote-argv.ts'
import { type Blanks, replay, utc } from './recording.ts'

/** The client that the recordings are about. */
const CLIENT = '203.0.113.7'
/** Longer than anybody looks at the demo. */
const BAN_SECONDS = 86_400

const ACCOUNTS: Record<string, string> = {
  medic: 'medic:x:1000:1000::/home/medic:/bin/bash',
  deploy: 'deploy:x:1001:1001::/home/deploy:/bin/bash',
}

export interface DemoHost {
  onExec: (command: string, input: string) => Served
}

export interface Fail2banHostOptions {
  name: string
  /** Where its sshd listens. */
  port: number
  banned: boolean
  now?: () => number
}

/** When the client was banned and unbanned last, in milliseconds. */
interface Ban {
  sinceMs?: number
  unbannedMs?: number
}

/** A host whose fail2ban holds the client until somebody unbans it, and again when somebody bans it. */
export function fail2banHost({ name, port, banned, now = Date.now }: Fail2banHostOptions): DemoHost {
  let ban: Ban = banned ? { sinceMs: now() - 60_000 } : {}
  const marks = new Set<string>()
  const held = () => ban.sinceMs !== undefined && ban.unbannedMs === undefined
  const change = (verb: string): Served => {
    const [before, wanted] = [held(), verb === 'banip']
    ban = wanted ? { sinceMs: now() } : { ...ban, unbannedMs: now() }
    return { stdout: before === wanted ? '0\n' : '1\n', exit: 0 }
  }
  return {
    onExec: (command, input) => {
      const mark = nameInMark(command)
      if (mark !== undefined) return marked(marks, mark)
      const [, verb] = SET.exec(command) ?? []
      if (verb) return change(verb)
      const asked = askedBy(command)
      if (!asked || input !== evidenceScript()) return unknown(command)
      const blanks = { host: name, port, ...about(asked), ...history(asked.client, ban) }
      return { stdout: replay(held() ? 'banned' : 'clean', blanks, now()), exit: 0 }
    },
  }
}

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

const SET = new RegExp(`^sudo -n fail2ban-client set sshd ((?:un)?banip) ${CLIENT.replaceAll('.', '\\.')}$`)

const unknown = (command: string): Served => ({
  stdout: '',
  stderr: `${command}: this host of the demo does not know the command\n`,
  exit: 127,
})

interface Asked {
  nonce: string
  client: string | undefined
  user: string | undefined
  port: string
}

/** NONCE CLIENT USER PORT, each may be `-`. */
function askedBy(command: string): Asked | undefined {
  const words = /^exec sh -s -- '(\w+)' '([^']+)' '([^']+)' '([^']+)'$/.exec(command)
  const [, nonce, client, user, port = ''] = words ?? []
  return nonce === undefined ? undefined : { nonce, client: given(client), user: given(user), port }
}

const given = (word: string | undefined) => (word === '-' ? undefined : word)

/** What the script prints about whom it was asked. */
function about({ nonce, client, user, port }: Asked): Blanks {
  const passwd = user === undefined ? undefined : ACCOUNTS[user]
  const spec = [`lport=${port}`, user && `user=${user}`, client && `addr=${client},host=${client}`, 'laddr=10.0.0.5']
  return {
    ...{ nonce, client: client ?? '-', user: user ?? '-', asked: port },
    ...{ login: user, passwd, groups: passwd && user, found: passwd ? 0 : 2 },
    spec: (client ?? user) && spec.filter(Boolean).join(','),
    named: [client?.replaceAll('.', '[.]'), user && `\\b${user}\\b`].filter(Boolean).join('|') || undefined,
    pattern: client?.replaceAll('.', '[.]') ?? '',
  }
}

/** What fail2ban tells of the client's ban, unless it was asked about another. */
function history(client: string | undefined, { sinceMs, unbannedMs }: Ban): Blanks {
  if (sinceMs === undefined || (client ?? CLIENT) !== CLIENT) return { logged: 1 }
  return {
    ...{ logged: 0, jail: 'sshd', seconds: BAN_SECONDS },
    ...{ since: stamp(sinceMs), until: stamp(sinceMs + BAN_SECONDS * 1_000) },
    unbanned: unbannedMs === undefined ? undefined : stamp(unbannedMs),
  }
}

/** As fail2ban prints times. */
const stamp = (ms: number) => utc(ms).replace('T', ' ')
