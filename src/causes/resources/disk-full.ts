import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { isYounger, quoteNewest, RECENT_MS } from '../reading/recent-lines.ts'

/** What failed, in the words of systemd, of sshd or of a PAM module: a full disk by itself hardly ever keeps anybody out. */
const FAILED =
  /^(?:sshd?\.(?:service|socket): Failed |(?:error|fatal): [\w ()./-]{1,120}: |pam_\w{1,32}\(sshd:\w{1,16}\): ).{0,300}No space left on device$/

export const diskFull = defineCause({
  id: 'disk-full',
  title: 'A full file system stops sshd or the login',
  needs: ['resources', 'sshd-log', 'identity'],
  also: ['units'],
  recognise: ({ resources, 'sshd-log': log, identity, units }) => {
    const failed = log.lines.filter(({ text }) => FAILED.test(text))
    const last = failed.at(-1)
    const full = resources.filesystems.filter((one) => isFull(one) && mayBeMeant(one, failed))
    const [first] = full
    if (!last || !first || !stillHolds(last, log, identity, units)) return undefined
    return {
      confidence: 'proven',
      summary: `${full.map(describe).join(' and ')}, and what a login needs could not be written at ${last.at}.`,
      evidence: [
        ...quoteNewest(log, failed),
        ...quoteLines(resources, (line) =>
          full.some(({ mount }) => line.endsWith(` ${mount}`) && /9[89]%|100%/.test(line)),
        ),
      ],
      advice: `Make room on ${first.mount} (sudo du -x --inodes ${first.mount} | sort -n | tail counts files, sudo du -xk the room); then, if sshd is down, sudo systemctl reset-failed ssh && sudo systemctl start ssh`,
      affects: 'everybody',
      since: failed[0]?.at ?? last.at,
    }
  },
  masks: ['sshd-stopped', 'sshd-crash-loop', 'sshd-start-limit-hit', 'privsep-dir-missing'],
  decide: () => "df -hP; df -iP; sudo journalctl -u ssh -n 50 | grep 'No space left'",
})

/** The service is still down from it, or a login met it within minutes. */
function stillHolds(
  last: LogLine,
  log: Answered<'sshd-log'>,
  identity: Answered<'identity'>,
  units: Answered<'units'> | undefined,
): boolean {
  const service = units?.units.find(({ id, loadState }) => /^sshd?\.service$/.test(id) && loadState === 'loaded')
  const atStart = /^sshd?\./.test(last.text)
  const startedSince = log.lines.some(({ at, text }) => at > last.at && text.startsWith('Server listening on '))
  if (atStart && service) return service.activeState !== 'active' && !startedSince
  return isYounger(last, identity, RECENT_MS)
}

type Filesystem = Answered<'resources'>['filesystems'][number]

const isFull = ({ usedPercent, inodesUsedPercent }: Filesystem): boolean => usedPercent >= 98 || inodesUsedPercent >= 98

/** `… in /run: No space left on device` says where; without that any may be meant. */
function mayBeMeant({ mount }: Filesystem, failed: readonly LogLine[]): boolean {
  const paths = failed.flatMap(({ text }) => / in (\/\S{0,200}): No space left on device$/.exec(text)?.[1] ?? [])
  return paths.length === 0 || paths.some((path) => `${path}/`.startsWith(mount === '/' ? '/' : `${mount}/`))
}

const describe = ({ mount, usedPercent, inodesUsedPercent }: Filesystem): string =>
  usedPercent >= 98
    ? `${mount} is full (${usedPercent} %)`
    : `${mount} has no room for more files (${inodesUsedPercent} % of its inodes)`
