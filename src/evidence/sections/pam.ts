import type { AccessRule, NologinFile, PamLine } from '../../domain/inside/account.ts'
import { defineSection, failure, lines, type Output, type Told } from '../section.ts'

export const pam = defineSection({
  name: 'pam',
  // PAM takes "other" for a service without a file of its own. Names that the files include are opened in turn, each once.
  // Line numbers make a quote easy to find; comments are left behind.
  script: `
small=yes
run folder ls -d /etc/pam.d
if [ "$rc" = 0 ]; then
  todo=sshd seen=
  [ -e /etc/pam.d/sshd ] || [ -e /usr/lib/pam.d/sshd ] || todo=other
  left=20
  while [ -n "$todo" ] && [ "$left" -gt 0 ]; do
    left=$((left - 1))
    set -- $todo; file=$1; shift; todo=$*
    case " $seen " in *" $file "*) continue ;; esac
    seen="$seen $file"
    case $file in /*) path=$file ;; *) path=/etc/pam.d/$file; [ -e "$path" ] || [ ! -e "/usr/lib/pam.d/$file" ] || path=/usr/lib/pam.d/$file ;; esac
    run "file:$file" grep -nE '^[^#]*[^#[:space:]]' "$path"
    todo="$todo $(printf '%s\\n' "$out" | sed -nE 's/^[|][0-9]+:(@include|-?[a-z]+[[:space:]]+(include|substack))[[:space:]]+([A-Za-z0-9._/-]{1,64}).*/\\3/p' | head -n 20)"
    todo=\${todo# }
  done
  set +f
  set --
  for folder in /lib/security /lib64/security /usr/lib/security /usr/lib64/security /lib/*-linux-*/security /usr/lib/*-linux-*/security; do
    if [ -d "$folder" ]; then set -- "$@" "$folder"; fi
  done
  run modules ls -1 "$@"
  for file in /etc/security/access.conf /etc/security/access.d/*.conf; do
    if [ -e "$file" ]; then run "access:$file" grep -nE '^[+-]' "$file"; fi
  done
  for file in /run/nologin /etc/nologin; do
    if [ -e "$file" ]; then
      run "nologin:$file" head -c 1000 "$file"
      run "since:$file" stat -c %y "$file"
      if have systemctl; then
        run sessions systemctl show systemd-user-sessions.service -p ActiveState
        run jobs systemctl --no-pager --no-legend list-jobs
      fi
    fi
  done
  if [ -e /run/systemd/shutdown/scheduled ]; then run shutdown cat /run/systemd/shutdown/scheduled; fi
fi
`,
  read: (told) => {
    const files = told.all('file:')
    const [first] = files
    if (!first) return told.of('folder') ? NO_PAM : failure(undefined, 'PAM’s settings')
    if (first.exit > 1) return failure(first, 'PAM’s settings for sshd')
    return {
      stack: open(nameOf(first), files, []),
      missingFiles: files.filter(isMissing).map(nameOf),
      modules: lines(told.of('modules')).filter((line) => /^[\w.-]+\.so$/.test(line)),
      access: told.all('access:').flatMap(rules),
      nologin: told.all('nologin:').map((output) => nologin(output, told)),
      userSessions: /^ActiveState=(\S+)$/m.exec(told.of('sessions')?.output ?? '')?.[1] ?? '',
      shutdown: scheduled(told),
    }
  },
})

const NO_PAM = { stack: [], missingFiles: [], modules: [], access: [], nologin: [], userSessions: '', shutdown: '' }

const nameOf = ({ label }: Output): string => label.slice(label.indexOf(':') + 1)
const isMissing = ({ exit, output }: Output): boolean => exit > 1 && output.includes('No such file or directory')

/** The lines of a service file, with those of the files that it includes in their place. */
function open(name: string, files: Output[], within: string[]): PamLine[] {
  const file = files.find((one) => nameOf(one) === name)
  if (!file || file.exit > 1 || within.includes(name)) return []
  return joined(file.output).flatMap(({ text, line }) => {
    const [, all] = /^@include\s+(\S+)/.exec(text) ?? []
    if (all) return open(all, files, [...within, name])
    const parsed = pamLine(text, name, line)
    if (!parsed) return []
    if (parsed.control !== 'include' && parsed.control !== 'substack') return [parsed]
    const of = parsed.text.split(/\s+/)[2] ?? ''
    return open(of, files, [...within, name]).filter(({ facility }) => facility === parsed.facility)
  })
}

/** The lines that `grep -n` numbers, as PAM reads them: a backslash at the end continues one, `#` opens a comment. */
function joined(output: string): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = []
  let pending = ''
  let begun = 0
  for (const raw of output.split('\n')) {
    const [, number, line = ''] = /^(\d{1,6}):(.*)$/.exec(raw) ?? []
    if (pending === '') begun = Number(number)
    const bare = line.replace(/#.*$/, '')
    if (bare.endsWith('\\')) {
      pending += `${bare.slice(0, -1)} `
      continue
    }
    const text = (pending + bare).trim()
    pending = ''
    if (text !== '') found.push({ text, line: begun })
  }
  return found
}

function pamLine(text: string, file: string, line: number): PamLine | undefined {
  const [, facility, control, path, rest] =
    /^-?(auth|account|session|password)\s+(\[[^\]]{0,400}\]|[a-z]+)\s+(\S+)\s*(.*)$/i.exec(text) ?? []
  if (!facility || !control || !path) return undefined
  return {
    file,
    line,
    facility: facility.toLowerCase() as PamLine['facility'],
    control: control.toLowerCase(),
    module: path.slice(path.lastIndexOf('/') + 1),
    args: (rest ?? '').split(/\s+/).filter((word) => word !== ''),
    text,
  }
}

/** `12:-:ALL EXCEPT root:ALL`, as `grep -n` gives it. Only the first two colons part fields: an origin may be an IPv6 address. */
function rules(output: Output): AccessRule[] {
  return lines(output).flatMap((raw) => {
    const [, line, text, sign, users, origins] = /^(\d+):(([+-])[^:]*:([^:]*):(.*))$/.exec(raw) ?? []
    if (!line || !text || users === undefined || origins === undefined) return []
    const words = { users: users.trim(), origins: origins.trim() }
    return [{ file: nameOf(output), line: Number(line), allow: sign === '+', ...words, text: text.trim() }]
  })
}

function nologin(output: Output, told: Told): NologinFile {
  const path = nameOf(output)
  const since = told.of(`since:${path}`)
  return { path, text: output.output.trim(), since: since?.exit === 0 ? since.output.trim() : '' }
}

function scheduled(told: Told): string {
  const output = told.of('shutdown')
  return output?.exit === 0 ? lines(output).join(' ') : ''
}
