import type { Served } from '../../access/ssh-server.ts'
import { type DemoHost, recordedHost } from './recorded-host.ts'
import { type Blanks, utc } from './recording.ts'

/** The client that the recordings are about. */
const CLIENT = '203.0.113.7'
/** Longer than anybody looks at the demo. */
const BAN_SECONDS = 86_400
const SET = 'sudo -n fail2ban-client set sshd'

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
  const held = () => ban.sinceMs !== undefined && ban.unbannedMs === undefined
  const change = (wanted: boolean) => (): Served => {
    const before = held()
    ban = wanted ? { sinceMs: now() } : { ...ban, unbannedMs: now() }
    return { stdout: before === wanted ? '0\n' : '1\n', exit: 0 }
  }
  return recordedHost({
    ...{ name, now },
    look: ({ client }) => ({ trouble: held() ? 'banned' : 'unbanned', blanks: { port, ...history(client, ban) } }),
    commands: { [`${SET} banip ${CLIENT}`]: change(true), [`${SET} unbanip ${CLIENT}`]: change(false) },
  })
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
