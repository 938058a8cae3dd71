import type { Front } from '../../domain/inside/front.ts'
import { defineSection, failure, lines, type Output, type Told } from '../section.ts'
import { logLine } from './log-line.ts'

/** With sshd on the port nothing is asked. systemd itself (process 1) holds the port for a unit that it starts on demand. */
export const front = defineSection({
  name: 'front',
  script: `
limit=2
if have ss; then
  root owners ss -Hltnp
  pids=$(printf '%s\\n' "$out" | grep -E "^[^ ]+ +[0-9]+ +[0-9]+ +[^ ]*:$port " | grep -v '"sshd"' | grep -o 'pid=[0-9]*' | sed 's/pid=//' | sort -u | head -n 4)
  units=
  for pid in $pids; do
    run "process:$pid" ps -ww -o pid=,unit=,comm=,args= -p "$pid"
    units="$units $(printf '%s\\n' "$out" | sed -n 's/^| *[0-9]* \\([^ ]*\\.service\\) .*/\\1/p')"
  done
  case " $pids " in
    *' 1 '*)
      run sockets systemctl list-sockets --no-legend --no-pager
      units="$units $(printf '%s\\n' "$out" | grep -E "^[|][^ ]*:$port " | sed 's/.* //')" ;;
  esac
  tail=1
  for unit in $(printf '%s\\n' $units | sort -u | grep -v -E '^sshd?(@.*)?[.]service$' | head -n 2); do
    root "log:$unit" journalctl -q --no-pager -o short-iso --since -15min -n 40 -u "$unit"
  done
fi
`,
  read: (told) => {
    const owners = told.of('owners')
    if (owners?.exit !== 0) return failure(owners, 'who holds the port')
    return {
      fronts: frontsOf(told),
      log: told
        .all('log:')
        .flatMap(lines)
        .flatMap((line) => logLine(line) ?? []),
    }
  },
})

const frontsOf = (told: Told): Front[] =>
  told
    .all('process:')
    .flatMap((output) => processOf(output) ?? [])
    .filter(({ pid }) => pid !== 1)
    .concat(waiting(told))

/** `  122 web.service python3 /usr/bin/python3 -m http.server 22` */
function processOf({ output }: Output): Front | undefined {
  const [, pid, unit = '', name = '', args = ''] = /^\s*(\d+)\s+(\S+)\s+(\S+)\s+(.*)$/m.exec(output) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), name, unit: unit === '-' ? '' : unit, args: args.trim() }
}

/** A unit that systemd would start for the next connection: `0.0.0.0:22  proxy.socket  proxy.service`. */
const waiting = (told: Told): Front[] =>
  lines(told.of('sockets')).flatMap((line) => {
    const [listen = '', , unit = ''] = line.trim().split(/\s+/)
    const isSsh = /^sshd?(@.*)?\.service$/.test(unit)
    return listen.endsWith(`:${told.subject.port}`) && unit && !isSsh
      ? [{ pid: 1, name: 'systemd', unit, args: '' }]
      : []
  })
