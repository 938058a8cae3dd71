import type { SshdProcess } from '../../domain/inside.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { FRESH_MS, isYounger, quoteNewest, recentLines } from '../reading/recent-lines.ts'

/** sshd's own words where it cannot start the process of a connection, of its unprivileged half, or of the login's command. */
const NO_FORK =
  /^(?:error: (?:do_exec_(?:no_)?pty: )?fork: Resource temporarily unavailable|fatal: fork of unprivileged child failed|pam_\w{1,32}\(sshd:\w{1,16}\): Fork failed: Resource temporarily unavailable)$/

/** A login starts this many: its monitor, its unprivileged half, a PAM helper and the command. */
const FOR_ONE_LOGIN = 4

export const pidsLimit = defineCause({
  id: 'pids-limit',
  title: 'The host lets sshd start no more processes',
  needs: ['sshd-process', 'sshd-log', 'identity'],
  also: ['resources'],
  recognise: ({ 'sshd-process': processes, 'sshd-log': log, identity, resources }) => {
    const said = recentLines(log, identity, NO_FORK)
    if (said.length === 0) return undefined
    const bound = processes.processes.find(isBound)
    const machine = resources?.tasks
    const everywhere = machine !== undefined && machine.now >= 0.98 * machine.limit
    const fresh = isYounger(said.at(-1), identity, FRESH_MS)
    if (!bound && !everywhere && !fresh) return undefined
    return {
      confidence: bound || everywhere ? 'proven' : 'likely',
      summary: `sshd could not start a process at ${said.at(-1)?.at}${whyOf(bound, everywhere ? machine : undefined)}.`,
      evidence: [
        ...quoteNewest(log, said),
        ...(bound ? quoteLines(processes, (line) => /\/pids\.(max|current|events):/.test(line)) : []),
        ...(resources && everywhere ? quoteLines(resources, (line) => /(pid_max|threads-max):/.test(line)) : []),
      ],
      advice: bound
        ? 'See what runs in it: systemd-cgls -u ssh.service; then end what is too much, or raise TasksMax (sudo systemctl edit ssh, or set-property)'
        : 'Find who runs so many: ps -eLo user= | sort | uniq -c | sort -n | tail; the limit may be that of the login’s own slice: systemctl show user-UID.slice -p TasksCurrent,TasksMax',
      affects: 'everybody',
    }
  },
  decide: () =>
    'systemctl show ssh -p TasksCurrent,TasksMax; sudo journalctl -t sshd -t sshd-session --since -10min | grep -i fork',
})

const isBound = ({ tasks }: SshdProcess): boolean =>
  tasks !== undefined && tasks.refused > 0 && tasks.limit - tasks.now < FOR_ONE_LOGIN

function whyOf(bound: SshdProcess | undefined, machine: { now: number; limit: number } | undefined): string {
  if (bound?.tasks)
    return `: ${bound.tasks.now} of the ${bound.tasks.limit} tasks of its control group are there, and it refused more (${bound.tasks.refused} so far)`
  return machine ? `: ${machine.now} of ${machine.limit} tasks run on the whole machine` : ''
}
