import type { GroupMembers, KeyFile, PathPart } from '../../domain/inside/login.ts'
import {
  defineSection,
  failure,
  lines,
  needsRoot,
  type Output,
  privileged,
  type Told,
  type Unread,
  unread,
} from '../section.ts'
import { keysOf } from './key-lines.ts'
import { partsOf } from './path-parts.ts'

export const userKeys = defineSection({
  name: 'user-keys',
  // Links are followed first, as sshd does. Of a line only what stands before the key is printed, and nothing of a line without one: a user
  // may link the file to anything that root can read. Only a regular file is opened, and a file system that hangs is asked once.
  script: String.raw`
small=yes
limit=2
stats='%a %u %g %Y|%U|%G|%F|%n'
key='^.*(ssh|ecdsa|sk)-[A-Za-z0-9@.-]+[[:space:]]+AAAA'

chain() {
  before= left=${'${'}1#/}
  set -- /
  while [ -n "$left" ]; do
    before=$before/${'${'}left%%/*}
    set -- "$@" "$before"
    case $left in */*) left=${'${'}left#*/} ;; *) left= ;; esac
  done
  root "stat:$name" stat -L -c "$stats" "$@"
}
follow() {
  name=$1 path=$2
  root "real:$name" readlink -f "$path"
  [ "$rc" != 0 ] || path=${'${'}out#|}
  [ "$rc" = 124 ] || chain "$path"
}
keys() {
  follow "$1" "$2"
  stat=$out
  [ "$rc" != 124 ] || return 0
  for gid in $(printf '%s\n' "$out" | awk '{ sub(/^[|]/, ""); if ($1 ~ /^[0-7]*[2367][0-7]$/) print $3 }' | sort -u | head -n 3); do
    run "group:$gid" getent group "$gid"
    run "primary:$gid" awk -F: -v "gid=$gid" '$4 == gid { print $1 }' /etc/passwd
  done
  case $stat in
    *"|regular file|$path"|*"|regular file|$path$nl"*)
      root "lines:$name" grep -noE "$key" "$path"
      root "keys:$name" ssh-keygen -lf "$path" ;;
  esac
}

if [ -n "$user" ]; then
  run passwd getent passwd "$user"
  [ "$rc" != 127 ] || run passwd-file grep "^$user:" /etc/passwd
  if [ "$rc" = 0 ]; then
    entry=${'${'}out#|}
    old=$IFS IFS=:
    set -- $entry
    IFS=$old uid=$3 home=$6 login=$user
    follow home "$home"
    if [ "$rc" != 124 ] && tool sshd; then
      [ -n "$who" ] || learn "$spec,addr=127.0.0.1,host=127.0.0.1"
      recite config
      config=$out limit=2
      number=0 usual=yes
      for pattern in $(printf '%s\n' "$config" | sed -n 's/^|authorizedkeysfile //p' | head -n 4); do
        [ "$pattern" != none ] || continue
        expand "$pattern"
        case $path in /*) ;; *) path=$home/$path ;; esac
        [ "$path" != "$home/.ssh/authorized_keys" ] || usual=
        number=$((number + 1))
        keys "file$number" "$path"
      done
      [ -z "$usual" ] || keys usual "$home/.ssh/authorized_keys"
      command=$(printf '%s\n' "$config" | sed -n 's/^|authorizedkeyscommand \([^ ]*\).*/\1/p')
      case $command in /*) follow command "$command" ;; esac
    fi
    if have passwd; then root password passwd -S "$user"; fi
  fi
fi
`,
  read: (told) => {
    const { user } = told.subject
    if (!user) return unread('no user was named: add --user NAME')
    const passwd = [told.of('passwd-file'), told.of('passwd')].find((output) => output !== undefined)
    if (passwd?.exit === 1 || passwd?.exit === 2) return unread(`there is no user ${user}`)
    if (passwd?.exit !== 0) return failure(passwd, 'the account')
    const trouble = whyUnread(told)
    if (trouble) return trouble
    const [, , uid = '', , , home = ''] = (lines(passwd)[0] ?? '').split(':')
    const real = pathOf(told, 'home')
    const files = told.all('real:file').map((output) => keyFile(told, output))
    const closed = files.find(({ state }) => state === 'hidden' || state === 'unanswered')
    if (closed)
      return unread(`${closed.path} ${closed.state === 'hidden' ? 'is closed even to root' : 'did not answer in time'}`)
    return {
      ...{ user, uid: Number(uid), home, files },
      ...(real.state !== 'missing' && { realHome: real.path }),
      ...(told.of('real:usual') && { usual: keyFile(told, told.of('real:usual')) }),
      ...(told.of('real:command') && { keysCommand: pathOf(told, 'command') }),
      ...passwordOf(told),
      writers: told.all('group:').flatMap((output) => writersOf(told, output)),
    }
  },
})

function whyUnread(told: Told): Unread | undefined {
  const { path, state } = pathOf(told, 'home')
  if (state === 'unanswered') return unread(`the file system of the home directory ${path} does not answer`)
  if (told.of('sshd.path')?.exit === 1) return unread('sshd is not installed')
  const configs = [told.of('config'), told.of('config-g')]
  const closed = told.all('stat:').some((output) => !privileged(output) && /permission denied/i.test(output.output))
  if (closed || !configs.some(privileged)) return needsRoot('reading authorized_keys')
  return configs.some((output) => output?.exit === 0) ? undefined : failure(configs[0], 'sshd -T')
}

/** What became of a path that was followed: its own name with the links resolved, and what exists of it. */
function pathOf(told: Told, name: string): { path: string; state: KeyFile['state']; parts: PathPart[] } {
  const real = told.of(`real:${name}`)
  const stat = told.of(`stat:${name}`)
  const asked = [real, stat].find((output) => output !== undefined)?.command.replace(/^.*? -f /, '') ?? ''
  const path = real?.exit === 0 ? (lines(real)[0] ?? asked) : asked
  if ([real, stat].some((output) => output?.exit === 124)) return { path, state: 'unanswered', parts: [] }
  const parts = partsOf(stat)
  return { path, state: stateOf(path, parts, stat), parts }
}

function stateOf(path: string, parts: PathPart[], stat: Output | undefined): KeyFile['state'] {
  const last = parts.find((part) => part.path === path)
  if (last) return /^regular/.test(last.kind) ? 'read' : 'no-file'
  return /permission denied|stale|input\/output error|not permitted/i.test(stat?.output ?? '') ? 'hidden' : 'missing'
}

function keyFile(told: Told, { label }: Output = { label: '' } as Output): KeyFile {
  const name = label.replace(/^real:/, '')
  const { path, state, parts } = pathOf(told, name)
  const listed = told.of(`lines:${name}`)
  // grep ends with 1 when there is no such line.
  const failed = listed !== undefined && listed.exit > 1
  const found = keysOf(listed, told.of(`keys:${name}`))
  return { path, parts, ...found, state: failed ? (listed.exit === 124 ? 'unanswered' : 'hidden') : state }
}

const PASSWORDS: Readonly<Record<string, 'set' | 'locked' | 'empty'>> = {
  P: 'set',
  PS: 'set',
  L: 'locked',
  LK: 'locked',
  NP: 'empty',
}

function passwordOf(told: Told): { password?: 'set' | 'locked' | 'empty' } {
  const output = told.of('password')
  const password = output?.exit === 0 ? PASSWORDS[output.output.split(/\s+/)[1] ?? ''] : undefined
  return password ? { password } : {}
}

function writersOf(told: Told, output: Output): GroupMembers[] {
  const gid = output.label.replace('group:', '')
  const [, , number = '', members = ''] = (lines(output)[0] ?? '').split(':')
  if (output.exit !== 0 || number !== gid) return []
  const primary = told.of(`primary:${gid}`)
  return [
    {
      gid: Number(gid),
      listed: members.split(',').filter(Boolean),
      primary: primary?.exit === 0 ? lines(primary) : [],
    },
  ]
}
