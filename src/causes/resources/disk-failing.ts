import type { LogLine } from '../../domain/inside.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { isYounger, quoteNewest, RECENT_MS } from '../reading/recent-lines.ts'

/** sshd cannot read the person's own files, or start their shell. The user's name is the one that was asked about. */
const failedFor = (user: string) => {
  const name = user.replace(/[.+$]/g, '\\$&')
  return new RegExp(
    `^(?:error: )?Could not open user '${name}' (?:authorized keys|authorized principals) '[^']{1,200}': Input/output error$|^User ${name} not allowed because shell \\S{1,200} .{0,40}Input/output error$`,
  )
}

/** The same, for what everybody needs. */
const FAILED_FOR_ALL =
  /^(?:error|fatal): [\w ()./-]{1,160}: Input\/output error$|^sshd?\.service: Failed .{0,200}Input\/output error$/

export const diskFailing = defineCause({
  id: 'disk-failing',
  title: 'The disk that holds what a login needs cannot be read',
  needs: ['sshd-log', 'identity'],
  also: ['user', 'kernel-log', 'resources'],
  recognise: ({ 'sshd-log': log, identity, user, 'kernel-log': kernel, resources }) => {
    const theirs = user === undefined ? [] : log.lines.filter(({ text }) => failedFor(user).test(text))
    const failed = [...theirs, ...log.lines.filter(({ text }) => FAILED_FOR_ALL.test(text))].filter((line) =>
      isYounger(line, identity, RECENT_MS),
    )
    const last = failed.at(-1)
    if (!last) return undefined
    const ownTrouble = kernel?.lines.filter(isDiskTrouble) ?? []
    const readOnly = resources?.readOnly ?? []
    return {
      confidence: 'proven',
      summary: `Reading what ${theirs.length > 0 ? `the login of ${user}` : 'a login'} needs failed with an input/output error at ${last.at}.${readOnly.length > 0 ? ` ${readOnly.map(({ mount }) => mount).join(' and ')} went read-only.` : ''}`,
      evidence: [
        ...quoteNewest(log, failed),
        ...(kernel ? quoteLines(kernel, (line) => ownTrouble.some(({ text }) => line.endsWith(text))) : []),
        ...(resources && readOnly.length > 0
          ? quoteLines(resources, (line) =>
              readOnly.some(({ mount, device }) => line.startsWith(`${device} ${mount} `)),
            )
          : []),
      ],
      advice:
        'See which disk: findmnt -T the file that is named, sudo journalctl -k -n 50, sudo smartctl -a the disk. Save what can be saved before any repair, and mount nothing read-write by guess',
      affects: theirs.length > 0 ? 'user' : 'everybody',
      since: failed[0]?.at ?? last.at,
    }
  },
  masks: ['authorized-keys-unreadable', 'key-not-authorized'],
  decide: ({ user }) =>
    `sudo journalctl -t sshd -t sshd-session --since -10min | grep 'Input/output'; sudo cat ~${user ?? 'USER'}/.ssh/authorized_keys >/dev/null; sudo journalctl -k -n 50`,
})

const isDiskTrouble = ({ text }: LogLine): boolean => /I\/O error|read-only|fs error|shutdown/i.test(text)
