import { canonicalAddress, inNetwork } from '../../domain/address.ts'
import type { Jail, LogLine } from '../../domain/inside.ts'
import { defineSection, failure, lines, needsRoot, type Output, privileged, type Told } from '../section.ts'

/** For all calls together: a Python start takes its time on a busy host, and the rest of the script waits for nobody. */
const patienceS = 15

export const fail2ban = defineSection({
  name: 'fail2ban',
  // Without a socket and a server nothing can answer. Each call of the client costs a Python start, so times are asked for only in jails that hold the client (or anybody).
  // Versions before 0.11 do not know "banned". Whom it ignores is asked only for a client that was banned twice or more.
  script: String.raw`
clock
until=$(( ${'${'}now%%.*} + ${patienceS} ))
hurry() { clock; limit=$(( until - ${'${'}now%%.*} )); [ "$limit" -ge 1 ] || limit=1; }
if tool fail2ban-client; then
  small=yes
  run socket test -S /var/run/fail2ban/fail2ban.sock
  [ "$rc" = 0 ] || run server ps -C fail2ban-server -o pid=,args=
  small=
  hurry
  [ "$rc" != 0 ] || root banned fail2ban-client banned
  case $out in
    *"'"*) held=$(printf '%s\n' "$out" | tr '}' '\n' | grep -F "'$client" | sed -n "s/.*{'\([A-Za-z0-9_.-]*\)': \[.*'.*/\1/p" | head -n 3) ;;
    *) held= ;;
  esac
  for jail in $held; do hurry; root "times:$jail" fail2ban-client get "$jail" banip --with-time; done
  case $out in *'nvalid command'*)
    hurry; root status fail2ban-client status
    for jail in $(printf '%s\n' "$out" | sed -n 's/.*Jail list:[ 	]*//p' | tr ',' ' '); do
      case $jail in *[!A-Za-z0-9_.-]*) continue ;; esac
      hurry; root "jail:$jail" fail2ban-client status "$jail"
    done ;;
  esac
  tail=1
  if [ -e /var/log/fail2ban.log ]; then hurry; root log grep -E "(Ban|Unban|Found|already banned).* $(printf '%s' "$client" | sed 's/[.]/[.]/g')" /var/log/fail2ban.log; else out=; fi
  for jail in $(printf '%s\n' "$out" | awk -v client="$client" '
    $NF == client && $(NF - 1) == "Ban" && $(NF - 2) ~ /^[[]/ { jail = substr($(NF - 2), 2, length($(NF - 2)) - 2); if (n[jail]++) again = 1 }
    END { if (again) for (jail in n) if (asked++ < 3) print jail }'); do
    case $jail in *[!A-Za-z0-9_.-]*) continue ;; esac
    hurry; root "ignored:$jail" fail2ban-client get "$jail" ignoreip
  done
fi
`,
  read: (told) => {
    if (told.of('fail2ban-client.path')?.exit === 1) return { installed: false, running: false, jails: [], log: [] }
    const banned = told.of('banned')
    if (!banned && told.of('server')) return { installed: true, running: false, jails: [], log: logOf(told) }
    if (!banned || banned.exit === 124) return failure(banned, 'fail2ban')
    const log = logOf(told)
    if (banned.exit === 0)
      return { installed: true, running: true, jails: withIgnored(told, withTimes(told, jailsOf(banned))), log }
    if (told.of('status')?.exit === 0) return { installed: true, running: true, jails: oldJails(told), log }
    if (!privileged(banned)) return needsRoot('fail2ban-client')
    if (/is fail2ban running|failed to access socket/i.test(banned.output)) {
      return { installed: true, running: false, jails: [], log }
    }
    return failure(banned, 'fail2ban')
  },
})

const logOf = (told: Told): LogLine[] =>
  lines(told.of('log'))
    .flatMap((line) => logLine(line) ?? [])
    .slice(-50)

/** `[{'sshd': ['203.0.113.7']}, {'recidive': []}]` */
function jailsOf(banned: Output): Jail[] {
  return Array.from(banned.output.matchAll(/\{'([^']{1,64})': \[([^\]]*)\]\}/g), ([, name = '', list = '']) => ({
    name,
    banned: addresses(list.replace(/'/g, '').split(',')),
  }))
}

const addresses = (texts: string[]): Jail['banned'] =>
  texts.flatMap((text) => {
    const address = canonicalAddress(text)
    return address ? [{ address }] : []
  })

/** Adds from `get JAIL banip --with-time`: `203.0.113.7 \t2026-11-21 05:49:27 + 600 = 2026-11-21 05:59:27`. */
function withTimes(told: Told, jails: Jail[]): Jail[] {
  return jails.map(({ name, banned }) => {
    const times = new Map(lines(told.of(`times:${name}`)).flatMap((line) => banTime(line) ?? []))
    return { name, banned: banned.map((ban) => ({ ...ban, ...times.get(ban.address) })) }
  })
}

function banTime(line: string): [string, { since: string; until: string }][] | undefined {
  const stamp = String.raw`(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)`
  const [, text, day, time, endDay, endTime] =
    new RegExp(`^(\\S+)\\s+${stamp} \\+ -?\\d+ = ${stamp}$`).exec(line.trim()) ?? []
  const address = text && canonicalAddress(text)
  return address ? [[address, { since: `${day}T${time}`, until: `${endDay}T${endTime}` }]] : undefined
}

/** `get JAIL ignoreip` prints a tree: `|- 127.0.0.0/8`, and the last with a backquote. */
function withIgnored(told: Told, jails: Jail[]): Jail[] {
  const { client } = told.subject
  return jails.map((jail) => {
    const asked = told.of(`ignored:${jail.name}`)
    if (asked?.exit !== 0 || client === undefined) return jail
    const ignored = Array.from(asked.output.matchAll(/^[|`]- (\S+)$/gm), ([, element = '']) => element)
    return { ...jail, ignoresClient: ignored.some((element) => inNetwork(client, element)) }
  })
}

function oldJails(told: Told): Jail[] {
  return told.all('jail:').map(({ label, output }) => ({
    name: label.slice('jail:'.length),
    banned: addresses((/Banned IP list:(.*)/.exec(output)?.[1] ?? '').trim().split(/\s+/)),
  }))
}

/** `2026-11-21 05:49:27,123 fail2ban.actions [1234]: NOTICE  [sshd] Ban 203.0.113.7` */
function logLine(line: string): LogLine | undefined {
  const [, day, time, tag, text] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),\d+ (\S+)\s+\[\d+\]: (.*)$/.exec(line) ?? []
  if (!day || !tag || text === undefined) return undefined
  return { at: `${day}T${time}`, tag, text: text.replace(/\s+/g, ' ') }
}
