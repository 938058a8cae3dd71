import type { PathPart } from '../../domain/inside/login.ts'
import type { Limit, StatedPath } from '../../domain/inside/session.ts'
import { defineSection, lines, needsRoot, type Output, privileged, type Told } from '../section.ts'
import { missingIn, partsOf } from './path-parts.ts'

/** The one form of stat that docs/medic.sudoers allows. */
const stat = `stat -L -c '%a %u %g %Y|%U|%G|%F|%n'`

export const sessionSetup = defineSection({
  name: 'session-setup',
  // Paths are looked at from / downwards, since one loose folder above is enough for sshd to refuse.
  script: String.raw`
small=yes
limit=3
have sshd || return 0
recite view
view=$out
word() { printf '%s\n' "$view" | sed -n "s/^|$1 //p" | head -n 1; }
login=${'${'}user:-$(id -un)}
home=$(getent passwd "$login" 2>/dev/null | cut -d: -f6) uid=$(id -u "$login" 2>/dev/null)
expand "$(word chrootdirectory)"
case $path in
  /*)
    before= left=${'${'}path#/}
    set -- /
    while [ -n "$left" ]; do
      before=$before/${'${'}left%%/*}
      set -- "$@" "$before"
      case $left in */*) left=${'${'}left#*/} ;; *) left= ;; esac
    done
    root chroot ${stat} "$@" ;;
esac
set -- $(word 'subsystem sftp')
case ${'${'}1:-} in /*) root "sftp:$1" ${stat} "$1" ;; esac
set -- $(word forcecommand)
case ${'${'}1:-} in /*) root "forced:$1" ${stat} "$1" ;; esac
run ptys find /dev/pts -name '[0-9]*'
run pty-max cat /proc/sys/kernel/pty/max
run devpts grep ' /dev/pts devpts ' /proc/mounts
root limits grep -r -s -n -E '^[^#]*[[:space:]](nproc|maxlogins|maxsyslogins)[[:space:]]' /etc/security/limits.conf /etc/security/limits.d
run threads ps -L -o pid= -u "$login"
if have loginctl; then run sessions loginctl list-sessions --no-legend --no-pager; fi
if have systemctl; then
  run logind systemctl show systemd-logind.service --no-pager -p ActiveState,MainPID
  pid=$(printf '%s\n' "$out" | sed -n 's/^|MainPID=//p')
  case $pid in ''|0) ;; *) run logind-process ps -o stat= -p "$pid" ;; esac
fi
if [ -n "$client" ] && [ "$(word usedns)" = yes ]; then run reverse getent hosts "$client"; fi
if [ -n "$home" ]; then
  root startup grep -s -n -E '^[[:space:]]*(exit|exec|logout|sleep|read)([[:space:]]|$)' /etc/profile /etc/bash.bashrc "$home/.bashrc" "$home/.bash_profile" "$home/.bash_login" "$home/.profile" "$home/.zshenv"
fi
`,
  read: (told) => {
    if (told.of('view') && !privileged(told.of('view'))) return needsRoot('sshd -T')
    return {
      chroot: chrootOf(told.of('chroot')),
      ...programOf(told, 'sftp', 'exists', () => true),
      ...programOf(told, 'forced', 'runnable', ({ mode }) => (mode & 0o111) !== 0),
      ptys: ptysOf(told),
      limits: lines(told.of('limits')).flatMap((line) => limitOf(line) ?? []),
      processes: lines(told.of('threads')).length,
      sessions: sessionsOf(told),
      logind: logindOf(told),
      ...lookup(told.of('reverse')),
      startup: lines(told.of('startup')),
    }
  },
})

/** A component that is missing has neither mode nor owner; one that we may not look at is passed over. */
function chrootOf(output: Output | undefined): StatedPath[] {
  const there = partsOf(output).map(({ path, mode, owner }) => ({ path, mode: mode.toString(8), owner }))
  const missing = missingIn(output).map((path) => ({ path, mode: '', owner: '' }))
  return [...there, ...missing].sort((a, b) => a.path.length - b.path.length)
}

/** The file that a setting names. That nobody let us look at it does not make it missing. */
function programOf<N extends 'sftp' | 'forced', F extends string>(
  told: Told,
  name: N,
  fact: F,
  fits: (part: PathPart) => boolean,
) {
  const [output] = told.all(`${name}:`)
  const [part] = partsOf(output)
  const found = output &&
    (part !== undefined || missingIn(output).length > 0) && {
      path: output.label.slice(name.length + 1),
      [fact]: part !== undefined && /^regular/.test(part.kind) && fits(part),
    }
  return (found ? { [name]: found } : {}) as { [K in N]?: { path: string } & Record<F, boolean> }
}

/** The kernel's limit, or that of the mount where it is lower; a container has a mount of its own. */
function ptysOf(told: Told): { used: number; max: number } {
  const mounted = /[ ,]max=(\d{1,9})\b/.exec(told.of('devpts')?.output ?? '')?.[1]
  const kernel = Number(told.of('pty-max')?.output ?? 0) || 0
  return {
    used: lines(told.of('ptys')).length,
    max: mounted === undefined ? kernel : Math.min(kernel, Number(mounted)),
  }
}

const limitLine =
  /^(?<file>[^:\s]+):(?<line>\d+):\s*(?<domain>\S+)\s+(?<type>hard|soft|-)\s+(?<item>\w+)\s+(?<value>\S+)/

function limitOf(text: string): Limit | undefined {
  const { file, line, domain, type, item, value } = limitLine.exec(text)?.groups ?? {}
  if (!file || !domain || !item || !value) return undefined
  return {
    file,
    line: Number(line),
    domain,
    type: type as Limit['type'],
    item,
    value,
    text: text.replace(/^[^:]*:\d+:/, ''),
  }
}

/** loginctl's lines: session, uid, user, … Logins of the user alone: since systemd 256 the user's manager is a session, too, of a class of its own. */
function sessionsOf(told: Told): number {
  const { user } = told.subject
  return lines(told.of('sessions')).filter((line) => {
    const [, , name, ...rest] = line.trim().split(/\s+/)
    return name === user && !rest.some((word) => NO_LOGIN.test(word))
  }).length
}

/** Classes of sessions that PAM does not count as logins. */
const NO_LOGIN = /^(manager|background|greeter|lock-screen)(-|$)/

function logindOf(told: Told): { activeState: string; process: string } {
  const activeState = /^ActiveState=(\w+)$/m.exec(told.of('logind')?.output ?? '')?.[1] ?? ''
  return { activeState, process: told.of('logind-process')?.output.trim().slice(0, 1) ?? '' }
}

const lookup = (output: Output | undefined) =>
  output ? { reverseLookup: isTimeout(output) ? ('timed-out' as const) : ('answered' as const) } : {}

const isTimeout = ({ exit }: Output): boolean => exit === 124 || exit === 137
