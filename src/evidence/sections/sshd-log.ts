import type { LogLine } from '../../domain/inside.ts'
import { defineSection, failure, lines, type ScriptSubject, type Told, unread } from '../section.ts'
import { logLine } from './log-line.ts'

/** How many lines of the journal are looked at without a filter, and how many of the client's or user's are looked up. */
const recentLines = 400
const chosenLines = 200
const otherLines = 200

/** What tells of trouble or of a change of state, whoever it is about. */
const telling =
  /drop connection|refused connect|penalty|maxstartups|error|fatal|failed|invalid|denied|refus|not allowed|bad (ownership|owner|configuration)|terminating|received signal|listening on|repeated too quickly|no hostkeys|timeout|unable|too many|cannot|missing|prohibited|not supported|mismatch|starting|started|stopp|nologin|pam_|userauth_|certificate|revoked|reset by|accepted gssapi/i

export const sshdLog = defineSection({
  name: 'sshd-log',
  // Without -q, which would hide the hint that a login sees only its own lines. Two bounded questions keep a journal of millions of lines fast: the newest lines, and the newest that name the client or user.
  script: `
tail=1
set -- SYSLOG_IDENTIFIER=sshd SYSLOG_IDENTIFIER=sshd-session SYSLOG_IDENTIFIER=sshd-auth + UNIT=ssh.service + UNIT=sshd.service + UNIT=ssh.socket + UNIT=sshd.socket
named=$client
[ -z "$user" ] || named="\${named:+$named|}\\\\b$user\\\\b"
named=$(printf '%s' "$named" | sed 's/[.+$]/[&]/g')
found=
if have journalctl; then
  root journal journalctl --no-pager -o short-iso --since -60min -n ${recentLines} "$@"
  case $out in '|2'*|*"$nl|2"*) found=yes ;; esac
  if [ -n "$named" ] && [ "$rc" = 0 ]; then
    root named journalctl --no-pager -o short-iso --since -60min -n ${chosenLines} -g "$named" "$@"
  fi
fi
if [ -z "$found" ]; then
  for file in /var/log/auth.log /var/log/secure /var/log/messages; do
    if [ -e "$file" ]; then root "file:$file" tail -n ${recentLines} "$file"; break; fi
  done
fi
`,
  read: (told) => {
    const outputs = [...told.all('journal'), ...told.all('named'), ...told.all('file:')]
    const readable = outputs.filter(({ exit, output, label }) => (exit === 0 || label === 'named') && !hidden(output))
    if (outputs.some(({ output }) => hidden(output)) && readable.length === 0) {
      return unread('the login may not read the journal: add it to the group systemd-journal or adm, or grant it sudo')
    }
    if (readable.length === 0)
      return outputs.length > 0 ? failure(outputs[0], 'the log') : unread('no log of sshd was found')
    return { lines: chosen(told, readable.flatMap(lines)) }
  },
})

const hidden = (output: string): boolean =>
  /^(Hint: You are currently not seeing|No journal files were opened)/m.test(output)

/** Lines about the client or user are never pushed out by the noise of others. */
function chosen(told: Told, raw: string[]): LogLine[] {
  const about = [...new Set(raw)].flatMap((line) => logLine(line) ?? []).filter(({ tag, text }) => aboutSsh(tag, text))
  const theirs = about.filter(({ text }) => names(told.subject, text))
  const others = about.filter(({ text }) => !names(told.subject, text) && telling.test(text)).sort(byTime)
  return [...theirs, ...others.slice(-otherLines)].sort(byTime)
}

const aboutSsh = (tag: string, text: string): boolean =>
  /^\(?sshd/.test(tag) || (tag === 'systemd' && /\bsshd?\b/i.test(text))

const names = ({ client, user }: ScriptSubject, text: string): boolean =>
  [client, user].some((name) => name !== undefined && text.includes(name))

const byTime = (a: LogLine, b: LogLine): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)
