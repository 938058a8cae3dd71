import type { Listener } from '../../domain/inside.ts'
import { defineSection, failure, lines } from '../section.ts'
import { splitEndpoint } from './endpoint.ts'

export const listeners = defineSection({
  name: 'listeners',
  script: `
if have ss; then root ss ss -Hltnp
else root netstat netstat -ltnp
fi
`,
  read: (told) => {
    const output = told.of('ss') ?? told.of('netstat')
    if (output?.exit !== 0) return failure(output, 'the listening sockets')
    const parse = output.label === 'ss' ? fromSs : fromNetstat
    return { listeners: lines(output).flatMap((line) => parse(line) ?? []) }
  },
})

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
