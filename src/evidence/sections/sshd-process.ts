import { defineSection, failure, lines, type Output, type Told, unread } from '../section.ts'
import { strainOf } from './listener-strain.ts'

/** The listener's title since OpenSSH 8.2, or its bare command line before that. A session's title never matches. */
const listening = /\[listener\]|^(\/\S*\/)?sshd( -|$)/

/** A call that only asks sshd something, such as those of the lane beside this one. */
const asking = /sshd -[tTGV]/

export const sshdProcess = defineSection({
  name: 'sshd-process',
  // Process 1 is asked for as well: where it is hidden, so are the others, and what
  // lives in another pid namespace is a container's. busybox's ps knows none of this.
  script: `
small=yes
run ps ps -ww -p 1 -C sshd -o pid=,ppid=,pidns=,stat=,wchan:32=,args=
[ "$rc" = 0 ] || run ps-plain ps -o pid,ppid,stat,args
for pid in $(printf '%s\\n' "$out" | sed -n -e '/sshd -[tTGV]/d' -e 's/^| *\\([0-9]*\\) .*\\[listener\\].*/\\1/p' -e 's/^| *\\([0-9]*\\) .* \\([^ ]*\\/\\)\\{0,1\\}sshd\\( -.*\\)\\{0,1\\}$/\\1/p' | head -n 4); do
  root "exe:$pid" readlink "/proc/$pid/exe"
  run "limits:$pid" grep '^Max open files' "/proc/$pid/limits"
  root "fds:$pid" ls "/proc/$pid/fd"
  run "cgroup:$pid" grep -E ':(pids)?:' "/proc/$pid/cgroup"
  set -- "$(printf '%s\\n' "$out" | sed -n 's/^|[0-9]*:pids://p')" "$(printf '%s\\n' "$out" | sed -n 's/^|0:://p')"
  group=/sys/fs/cgroup$2
  [ ! -d /sys/fs/cgroup/pids ] || group=/sys/fs/cgroup/pids$1
  run "pids:$pid" grep -s . "$group/pids.max" "$group/pids.current" "$group/pids.events"
done
`,
  read: (told) => {
    const ps = told.of('ps')
    const plain = told.of('ps-plain')
    if (ps?.exit !== 0 && plain?.exit !== 0) return failure(ps, 'the processes')
    const rows = ps?.exit === 0 ? table(ps, withWchan) : table(plain, withoutWchan)
    const init = rows.find(({ pid }) => pid === '1')
    if (!init) return unread('the login may not see the processes of others')
    const here = rows.filter(({ pidns }) => pidns === init.pidns || pidns === '-' || init.pidns === '-')
    return {
      processes: here
        .filter(({ args = '' }) => listening.test(args) && !asking.test(args))
        .map((row) => processOf(row, told)),
    }
  },
})

const withWchan = /^\s*(?<pid>\d+)\s+(?<ppid>\d+)\s+(?<pidns>\S+)\s+(?<stat>\S+)\s+(?<wchan>\S+)\s+(?<args>.*)$/
const withoutWchan = /^\s*(?<pid>\d+)\s+(?<ppid>\d+)\s+(?<stat>\S+)\s+(?<args>.*)$/

type Row = Record<string, string | undefined>

const table = (output: Output | undefined, row: RegExp): Row[] =>
  lines(output).map((line) => row.exec(line)?.groups ?? {})

function processOf({ pid = '', ppid = '', stat = '', wchan = '', args = '' }: Row, told: Told) {
  return {
    pid: Number(pid),
    ppid: Number(ppid),
    state: stat.slice(0, 1),
    wchan: wchan === '-' ? '' : wchan,
    args: args.trim(),
    exe: exeOf(told, pid),
    ...strainOf(told, pid, args),
  }
}

/** The binary that the process runs, `… (deleted)` when it was replaced on disk; '' when we may not know. */
function exeOf(told: Told, pid: string): string {
  const link = told.of(`exe:${pid}`)
  return link?.exit === 0 ? link.output.trim() : ''
}
