import type { HostsAccessRule } from '../../domain/inside.ts'
import { defineSection, failure, type Output } from '../section.ts'

export const tcpWrappers = defineSection({
  name: 'tcp-wrappers',
  // A binary names the libraries that it needs: cheaper than ldd, and nothing of it is run.
  script: `
if [ -e /etc/hosts.allow ]; then run hosts.allow cat /etc/hosts.allow; fi
if [ -e /etc/hosts.deny ]; then run hosts.deny cat /etc/hosts.deny; fi
run linked grep -lsF libwrap.so /usr/sbin/sshd /usr/lib/openssh/sshd-session /usr/libexec/openssh/sshd-session /usr/libexec/sshd-session /usr/lib/ssh/sshd-session
`,
  read: (told) => {
    const files = [...told.all('hosts.allow'), ...told.all('hosts.deny')]
    const unreadable = files.find(({ exit }) => exit !== 0)
    if (unreadable) return failure(unreadable, 'hosts.allow and hosts.deny')
    const linked = told.of('linked')
    if (!linked || linked.exit === 124) return failure(linked, 'the libraries of sshd')
    return { linked: linked.output.includes('sshd'), rules: files.flatMap(rulesOf) }
  },
})

/** Rules as libwrap reads them: `\` at a line's end continues it, `#` opens a comment at a line's start only. */
function rulesOf({ label, output }: Output): HostsAccessRule[] {
  const rules: HostsAccessRule[] = []
  let pending = ''
  let startedAt = 0
  for (const [index, line] of output.split('\n').entries()) {
    if (pending === '') startedAt = index + 1
    pending += line.replace(/\\$/, '')
    if (line.endsWith('\\')) continue
    rules.push(...(ruleOf(label, startedAt, pending) ?? []))
    pending = ''
  }
  return rules
}

function ruleOf(label: string, line: number, raw: string): HostsAccessRule[] | undefined {
  const text = raw.trim()
  if (text === '' || text.startsWith('#')) return undefined
  // Colons inside brackets belong to an IPv6 address, and `\:` is no separator.
  const [daemons, clients, ...options] = text.split(/(?<!\\):(?![^[]*\])/).map((field) => field.trim())
  if (!daemons || !clients) return undefined
  const file = label === 'hosts.allow' ? 'hosts.allow' : 'hosts.deny'
  return [{ file, line, daemons: words(daemons), clients: words(clients), options, text }]
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')
