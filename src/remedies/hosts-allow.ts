import { z } from 'zod'
import { hostsAccessVerdict } from '../causes/reading/hosts-access.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { ipAddress } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'

const FILE = '/etc/hosts.allow'

const args = z.strictObject({ ip: ipAddress })
type Args = z.infer<typeof args>

export const hostsAllow = defineRemedy<Args>({
  id: 'hosts-allow',
  title: 'Let the address in by /etc/hosts.allow',
  risk: 'careful',
  args,
  example: { ip: '203.0.113.7' },
  trouble,
  about: ({ ip }) => ({ client: ip }),
  plan: ({ ip }) => [['sed', '-i', `1i ${lineFor(ip)}`, FILE]],
  undo: (args) => [takeOut(args)],
  rescue: (args, direction) => [direction === 'do' ? takeOut(args) : ['sed', '-i', `1i ${lineFor(args.ip)}`, FILE]],
  grants: [
    { program: '/usr/bin/sed', args: '-i 1i sshd: ([0-9.]+|[[][0-9a-f:.]+[]]) /etc/hosts[.]allow', timed: true },
    {
      program: '/usr/bin/sed',
      args: '-i 0,/.sshd: [][0-9a-f:.]+./[{]//d[}] /etc/hosts[.]allow',
      timed: true,
    },
  ],
  caution: 'The line stays until it is undone: whoever wrote hosts.deny may have meant to keep this address out.',
})

/** libwrap reads an IPv6 address in brackets. */
const lineFor = (ip: string): string => `sshd: ${ip.includes(':') ? `[${ip}]` : ip}`

/** The first line that says exactly this, and no other. */
function takeOut({ ip }: Args) {
  const pattern = lineFor(ip).replace(/[.[\]]/g, (character) => `[${character}]`)
  return ['sed', '-i', `0,/^${pattern}$/{//d}`, FILE] as const
}

function trouble(evidence: Evidence, { ip }: Args): State {
  const wrappers = answerOf(evidence, 'tcp-wrappers')
  if (!wrappers) return { state: 'unknown', because: 'hosts.allow and hosts.deny could not be read' }
  if (!wrappers.linked) return { state: 'unknown', because: 'sshd of this host does not read hosts.deny' }
  const verdict = hostsAccessVerdict(wrappers.rules, ip)
  if (verdict.access === 'allowed')
    return { state: 'gone', detail: `hosts.allow and hosts.deny let ${ip} in`, facts: { refusedBy: null } }
  const { file, line, text } = verdict.rule
  if (verdict.access === 'unclear')
    return { state: 'unknown', because: `line ${line} of /etc/${file} names hosts by what only the host can look up` }
  if (isEmpty(wrappers.commands)) return { state: 'unknown', because: `${FILE} is empty or missing: write it by hand` }
  return {
    state: 'holds',
    detail: `line ${line} of /etc/${file} refuses ${ip}`,
    facts: { refusedBy: `${file}:${line}: ${text}` },
  }
}

/** sed puts a line above the first one only where there is one. */
const isEmpty = (commands: readonly { command: string; exit: number; output: string }[]): boolean =>
  !commands.some(({ command, exit, output }) => command === `cat ${FILE}` && exit === 0 && output !== '')
