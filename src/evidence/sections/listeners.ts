import type { Listener } from '../../domain/inside.ts'
import { defineSection, failure, lines, type Output } from '../section.ts'
import { splitEndpoint } from './endpoint.ts'

export const listeners = defineSection({
  name: 'listeners',
  script: `
if have ss; then root ss ss -Hltnp
else root netstat netstat -ltnp
fi
run titles ps -ww -o pid=,args= -C sshd
`,
  read: (told) => {
    const output = told.of('ss') ?? told.of('netstat')
    if (output?.exit !== 0) return failure(output, 'the listening sockets')
    const parse = output.label === 'ss' ? fromSs : fromNetstat
    const sessions = sessionsIn(told.of('titles'))
    return { listeners: lines(output).flatMap((line) => asOwned(parse(line), sessions) ?? []) }
  },
})

/** Processes that serve one connection, by their titles: `sshd: deploy@pts/0`. What listens is `sshd: /usr/sbin/sshd -D [listener] …`. */
const sessionsIn = (titles: Output | undefined): number[] =>
  lines(titles).flatMap((line) => {
    const [, pid] = /^\s*(\d+) sshd: (?!.*\[listener\])/.exec(line) ?? []
    return pid ? [Number(pid)] : []
  })

/** A port that somebody forwards (ssh -R) belongs to their session, which has a name of its own only since OpenSSH 9.8. */
const asOwned = (listener: Listener | undefined, sessions: number[]): Listener | undefined =>
  listener?.pid !== undefined && sessions.includes(listener.pid) ? { ...listener, process: 'sshd-session' } : listener

/** `LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=140,fd=3))` */
function fromSs(line: string): Listener | undefined {
  const [state, recvQ, sendQ, local = '', , users = ''] = line.trim().split(/\s+/)
  const endpoint = splitEndpoint(local)
  if (state !== 'LISTEN' || !endpoint) return undefined
  // Of a socket that systemd handed over both hold it, in no certain order: sshd is who serves it.
  const owner = /\("(sshd)",pid=(\d+)/.exec(users) ?? /\("([^"]*)",pid=(\d+)/.exec(users)
  return {
    ...endpoint,
    recvQ: Number(recvQ),
    sendQ: Number(sendQ),
    ...(owner && { process: owner[1] ?? '', pid: Number(owner[2]) }),
  }
}

/** `tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN 140/sshd`: busybox and net-tools. They do not tell the backlog. */
function fromNetstat(line: string): Listener | undefined {
  const [protocol = '', recvQ, , local = '', , state, owner = ''] = line.trim().split(/\s+/)
  const endpoint = splitEndpoint(local)
  if (!protocol.startsWith('tcp') || state !== 'LISTEN' || !endpoint) return undefined
  const [, pid, name] = /^(\d+)\/(\S+)/.exec(owner) ?? []
  return { ...endpoint, recvQ: Number(recvQ), sendQ: 0, ...(pid && name && { process: name, pid: Number(pid) }) }
}
