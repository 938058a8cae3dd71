import type { SshdProcess } from '../../domain/inside.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { FRESH_MS, isYounger, quoteNewest, recentLines } from '../reading/recent-lines.ts'

/** Whoever connects can put words into some of sshd's messages: a peer's own never come before the second colon. */
const TOO_MANY_FILES = /^(?:error|fatal): (?:server_accept_loop: )?[\w ()]{1,60}: Too many open files(?: in system)?$/

/** To take one connection sshd opens a socket, a pipe and a socket pair. */
const FOR_ONE_CONNECTION = 5

export const fdExhaustion = defineCause({
  id: 'fd-exhaustion',
  title: 'sshd may open no more files',
  needs: ['sshd-process', 'sshd-log', 'identity'],
  also: ['resources'],
  recognise: ({ 'sshd-process': processes, 'sshd-log': log, identity, resources }) => {
    const said = recentLines(log, identity, TOO_MANY_FILES)
    const full = processes.processes.find(isFull)
    if (full?.files)
      return {
        confidence: 'proven',
        summary: `sshd (pid ${full.pid}) has ${full.files.open} files open and may have ${full.files.limit}: it cannot take a connection.`,
        evidence: [
          ...quoteLines(
            processes,
            (line, { command }) => command.includes(`/${full.pid}/limits`) && line.startsWith('Max open files'),
          ),
          ...quoteNewest(log, said),
        ],
        advice: `See what it holds: sudo ls -l /proc/${full.pid}/fd; then raise LimitNOFILE (sudo systemctl edit ssh) and sudo systemctl restart ssh`,
        affects: 'everybody',
      }
    const machine = resources?.openFiles
    const everywhere = machine !== undefined && machine.now >= 0.98 * machine.limit
    if (!everywhere && !isYounger(said.at(-1), identity, FRESH_MS)) return undefined
    if (said.length === 0) return undefined
    return {
      confidence: everywhere ? 'proven' : 'likely',
      summary: `sshd just found no room to open a file${everywhere ? `: ${machine.now} of ${machine.limit} are open on the whole machine` : ''}.`,
      evidence: [
        ...quoteNewest(log, said),
        ...(resources && everywhere ? quoteLines(resources, (line) => line.includes('file-nr:')) : []),
      ],
      advice: "Find who holds so many: sudo lsof -n | awk '{print $1,$2}' | sort | uniq -c | sort -n | tail",
      affects: 'everybody',
    }
  },
  masks: ['sshd-hung'],
  decide: () =>
    'p=$(systemctl show ssh -p MainPID --value); sudo ls /proc/$p/fd | wc -l; grep "open files" /proc/$p/limits',
})

const isFull = ({ files }: SshdProcess): boolean => files !== undefined && files.limit - files.open < FOR_ONE_CONNECTION
