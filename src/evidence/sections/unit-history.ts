import type { Order } from '../../domain/inside/units.ts'
import { defineSection, failure, lines, unread } from '../section.ts'
import { logLine } from './log-line.ts'

const recentLines = 60
const recentOrders = 20

const units = ['ssh.service', 'sshd.service', 'ssh.socket', 'sshd.socket']
const ours = [
  ...units.flatMap((unit) => [`_SYSTEMD_UNIT=${unit}`, `_PID=1 UNIT=${unit}`]),
  '_UID=0 SYSLOG_IDENTIFIER=sshd',
].join(' + ')

/** What manages a service by name. Our own commands are none of these. */
const tools = 'systemctl|service|invoke-rc[.]d|rc-service'

export const unitHistory = defineSection({
  name: 'unit-history',
  // What -u asks, and what a sshd of root said that ended before the journal could see to which unit it belongs: a start that failed.
  // Nobody else can write these. Newest lines first found, so a long journal costs nothing.
  // Who gave an order is asked of a week, and only when something is amiss.
  script: `
up() { have systemctl && $bounded \${bounded:+$limit} systemctl is-active -q ${units.join(' ')} >/dev/null 2>&1 </dev/null; }
if have journalctl; then
  root lines journalctl --no-pager -o short-iso -b -n ${recentLines} ${ours}
  up || root orders journalctl --no-pager -o short-iso --since -7d -n ${recentOrders} -g 'COMMAND=([^ ]*/)?(${tools}) .*ssh' _COMM=sudo
else tool journalctl
fi
`,
  read: (told) => {
    if (told.of('journalctl.path')) return unread('this host has no journalctl')
    const history = told.of('lines')
    if (history?.exit !== 0) return failure(history, 'the journal')
    if (/^(Hint: You are currently not seeing|No journal files were opened)/m.test(history.output))
      return unread('the login may not read the journal: add it to the group systemd-journal or adm, or grant it sudo')
    return {
      lines: lines(history).flatMap((line) => logLine(line) ?? []),
      orders: lines(told.of('orders')).flatMap((line) => orderOf(line) ?? []),
    }
  },
})

/**
 * `medic : TTY=pts/0 ; PWD=/home/medic ; USER=root ; COMMAND=/usr/bin/systemctl stop ssh`. A refused attempt says why before its
 * TTY. Who can name a folder or an argument could write a second COMMAND: such a line proves nothing.
 */
function orderOf(line: string): Order | undefined {
  const entry = logLine(line)
  if (entry?.tag !== 'sudo' || entry.text.split('COMMAND=').length !== 2) return undefined
  const [, who, command] =
    /^\s*(\S{1,64}) : (?:TTY=\S+ ; )?PWD=[^;]* ; USER=root ; (?:[A-Z]+=[^;]* ; )*COMMAND=(.{1,300})$/.exec(
      entry.text,
    ) ?? []
  return who && command ? { at: entry.at, who, command } : undefined
}
