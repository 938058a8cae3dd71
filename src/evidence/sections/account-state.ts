import type { Answers } from '../../domain/observation.ts'
import { defineSection, failure, lines, needsRoot, privileged, type Told, unread } from '../section.ts'

type State = Answers['account-state']

export const accountState = defineSection({
  name: 'account-state',
  // grep prints the first character of the hash where it is `!` or `*`, and nothing else of it.
  script: `
small=yes
if [ -n "$user" ]; then
  if have getent; then run passwd getent passwd "$user"
  else run passwd grep "^$user:" /etc/passwd
  fi
  shell=\${out##*:}
  root ageing chage -l "$user"
  root mark grep -m1 -Eo "^$(printf '%s' "$user" | sed 's/[.+$]/[&]/g'):[!*]" /etc/shadow
  if [ "$rc" -le 1 ] && have faillock; then
    root failures faillock --user "$user"
    run faillock-conf grep -E '^[[:space:]]*[a-z]' /etc/security/faillock.conf
  fi
  : "\${shell:=/bin/sh}"
  run shell ls -ldL "$shell"
  if [ -x "$shell" ] && [ -f "$shell" ]; then run executable test -x "$shell"; fi
  run shells grep -xF "$shell" /etc/shells
fi
`,
  read: (told) => {
    const { user } = told.subject
    if (!user) return unread('no user was named: add --user NAME')
    const passwd = told.of('passwd')
    if (!passwd || (passwd.exit !== 0 && passwd.exit !== 1 && passwd.exit !== 2)) return failure(passwd, 'the account')
    const mark = told.of('mark')
    if (!privileged(mark)) return needsRoot('the state of the account')
    return {
      user,
      local: told.of('ageing')?.exit === 0,
      password: passwordOf(mark?.output ?? ''),
      ...ageing(told),
      failures: failures(told),
      faillock: settings(told),
      shell: shellOf(told),
    }
  },
})

function passwordOf(mark: string): State['password'] {
  if (/:!$/m.test(mark)) return 'locked'
  return /:\*$/m.test(mark) ? 'none' : 'other'
}

function ageing(told: Told): Pick<State, 'accountExpires' | 'passwordExpires' | 'passwordInactive'> {
  const output = told.of('ageing')?.output ?? ''
  const of = (what: string) => new RegExp(`^${what}\\s*:\\s*(\\S.*?)\\s*$`, 'm').exec(output)?.[1] ?? ''
  return {
    accountExpires: of('Account expires'),
    passwordExpires: of('Password expires'),
    passwordInactive: of('Password inactive'),
  }
}

function failures(told: Told): State['failures'] {
  return lines(told.of('failures')).flatMap((line) => {
    const [, day, time, source = '', valid] =
      /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\s+\S+\s+(?:(\S.*?)\s+)?([VI])$/.exec(line) ?? []
    return day && time ? [{ at: `${day}T${time}`, source, valid: valid === 'V' }] : []
  })
}

function settings(told: Told): State['faillock'] {
  const pairs = lines(told.of('faillock-conf')).map((line) => line.split('=').map((part) => part.trim()))
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, value]))
}

function shellOf(told: Told): State['shell'] {
  const [, , , , , , named = ''] = (told.of('passwd')?.output.split('\n')[0] ?? '').split(':')
  return { path: named.trim() || '/bin/sh', state: stateOfShell(told), listed: told.of('shells')?.exit === 0 }
}

/** As sshd judges: a file that anybody may run, though it be only its owner or group. */
function stateOfShell(told: Told): State['shell']['state'] {
  const shell = told.of('shell')
  if (shell?.exit !== 0) return /No such file|Not a directory/i.test(shell?.output ?? '') ? 'missing' : 'unknown'
  return /^-[rwsStT-]*[xst]/.test(shell.output) ? 'executable' : 'not-executable'
}
