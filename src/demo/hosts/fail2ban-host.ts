import { readFileSync } from 'node:fs'
import type { Served } from '../../access/ssh-server.ts'

/** Output of the evidence script, recorded on a real Debian 12 host, with its nonce and the times of the ban left open. */
const recording = (name: string) => readFileSync(new URL(`./recordings/${name}.txt`, import.meta.url), 'utf8')

const BAN_MS = 600_000
/** The client that the recording is about. */
const BANNED_CLIENT = '203.0.113.7'

export interface DemoHost {
  onExec: (command: string) => Served
}

/** A host whose fail2ban holds the client until somebody unbans it, and again when somebody bans it. */
export function fail2banHost({ banned }: { banned: boolean }, now: () => number = Date.now): DemoHost {
  const recordings = { banned: recording('banned'), clean: recording('clean') }
  let bannedSince = banned ? now() - 60_000 : undefined
  return {
    onExec: (command) => {
      const nonce = /^exec sh -s -- '([A-Za-z0-9]+)'/.exec(command)?.[1]
      if (nonce !== undefined)
        return {
          stdout: fill(bannedSince === undefined ? recordings.clean : recordings.banned, nonce, bannedSince),
          exit: 0,
        }
      const verb = new RegExp(
        `^sudo -n fail2ban-client set sshd (un)?banip ${BANNED_CLIENT.replaceAll('.', '\\.')}$`,
      ).exec(command)
      if (!verb)
        return { stdout: '', stderr: `${command}: this host of the demo does not know the command\n`, exit: 127 }
      const before = bannedSince !== undefined
      bannedSince = verb[1] ? undefined : now()
      return { stdout: before === Boolean(verb[1]) ? '1\n' : '0\n', exit: 0 }
    },
  }
}

function fill(recorded: string, nonce: string, since = 0): string {
  return recorded
    .replaceAll('{{nonce}}', nonce)
    .replaceAll('{{since}}', stamp(since))
    .replaceAll('{{until}}', stamp(since + BAN_MS))
}

/** As fail2ban prints times. */
const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
