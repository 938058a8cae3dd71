import type { ServerFile, ServerProgram, ServerSetting } from '../../domain/inside/server.ts'
import { defineSection, failure, lines, type Output, privileged, type Told } from '../section.ts'

export const serverFiles = defineSection({
  name: 'server-files',
  // The paths compiled into sshd are read from the binary as text: that also works when it does not start. -V only prints the
  // version, and shows whether a program and its libraries load.
  script: String.raw`
sshd=$(command -v sshd) || sshd=/usr/sbin/sshd
root settings grep -r -i -s -E '^[[:space:]]*(HostKey|ListenAddress|AddressFamily|SshdSessionPath|SshdAuthPath)[[:space:]]' /etc/ssh/sshd_config /etc/ssh/sshd_config.d
named() {
  printf '%s\n' "$settings" | awk -v "wanted=$1" '{ sub(/^[^:]*:[ \t]*/, ""); gsub(/"/, "") } tolower($1) == wanted && $2 ~ /^\/[A-Za-z0-9._\/-]+$/ { print $2 }'
}
settings=$out
keys=$(named hostkey)
[ -n "$keys" ] || keys='/etc/ssh/ssh_host_rsa_key /etc/ssh/ssh_host_ecdsa_key /etc/ssh/ssh_host_ed25519_key'
root keys ls -ldL $keys
root sshd ls -ldL "$sshd"
[ ! -x "$sshd" ] || root "loads:$sshd" "$sshd" -V
run compiled grep -a -o -E '/[A-Za-z0-9/_.-]+/sshd-(session|auth)|/(run|var|usr)/[A-Za-z0-9/_.-]*(sshd|empty)[A-Za-z0-9._-]*' "$sshd"
compiled=$(printf '%s\n' "$out" | sed 's/^|//')
for helper in session auth; do
  path=$(named "sshd${'${'}helper}path" | head -n 1)
  [ -n "$path" ] || path=$(printf '%s\n' "$compiled" | grep "/sshd-$helper\$" | head -n 1)
  [ -n "$path" ] || continue
  root "helper:$path" ls -ldL "$path"
  [ ! -x "$path" ] || root "loads:$path" "$path" -V
done
dirs=$(printf '%s\n' "$compiled" | grep -E '/(sshd|empty|empty\.sshd)$' | grep -v bin/ | sort -u | head -n 4)
[ -z "$dirs" ] || root dirs ls -ldL $dirs
if have getent; then run user getent passwd sshd
else run user grep '^sshd:' /etc/passwd
fi
if have systemctl; then run unit systemctl show ssh.service sshd.service -p RuntimeDirectory; fi
`,
  read: (told) => {
    const keys = told.of('keys')
    const sshd = programs(told, 'sshd')[0]
    if (!keys || !sshd) return failure(keys, 'the files that sshd needs')
    return {
      hostKeys: filesOf(keys),
      sshd,
      helpers: programs(told, 'helper:'),
      privsepDirs: filesOf(told.of('dirs')),
      // getent: 2 is "no such key"; grep: 1 is "no such line". Anything else is no answer.
      privsepUserExists: ![1, 2].includes(told.of('user')?.exit ?? 0),
      runtimeDirectory: /^RuntimeDirectory=(.+)$/m.exec(told.of('unit')?.output ?? '')?.[1] ?? '',
      settings: lines(told.of('settings')).flatMap((line) => settingOf(line) ?? []),
    }
  },
})

/** Files that `ls -ldL` was asked for. One that it could not look at, for whatever reason but absence, is left out. */
function filesOf(output: Output | undefined): ServerFile[] {
  const asked = output?.command.split(' ').filter((word) => word.startsWith('/')) ?? []
  const said = lines(output)
  return asked.flatMap((path) => listed(path, said) ?? missing(path, said) ?? [])
}

/** `-rw------- 1 root root 505 Nov 21 11:07 /etc/ssh/ssh_host_rsa_key` */
function listed(path: string, said: string[]): ServerFile | undefined {
  const line = said.find((one) => /^[-dlbcps][rwxsStT-]{9}/.test(one) && one.endsWith(` ${path}`))
  const [, mode, owner, size] = /^(\S{10})\S? +\d+ (\S+) +\S+ +(\d+) /.exec(line ?? '') ?? []
  return mode && owner ? { path, exists: true, mode, owner, sizeBytes: Number(size) } : undefined
}

function missing(path: string, said: string[]): ServerFile | undefined {
  const absent = said.some((line) => line.includes(path) && line.endsWith(': No such file or directory'))
  return absent ? { path, exists: false, mode: '', owner: '', sizeBytes: 0 } : undefined
}

const programs = (told: Told, label: string): ServerProgram[] =>
  told.all(label).flatMap((output) => {
    const [file] = filesOf(output)
    return file ? [{ ...file, fault: faultOf(told.of(`loads:${file.path}`)) }] : []
  })

/** What a program dies of before its own first line runs. */
const loading =
  /error while loading shared libraries|symbol lookup error|version `[^']{1,64}' not found|OpenSSL version mismatch|Error relocating/

function faultOf(output: Output | undefined): string {
  if (!output) return ''
  const line = lines(output).find((one) => loading.test(one))
  if (line !== undefined) return line.trim()
  // 126 and above: it could not be run, or a signal ended it. 124, 137 and 143 are our own time limit; 255 is sshd's own voice.
  if (output.exit < 126 || [137, 143, 255].includes(output.exit)) return ''
  const [first = ''] = lines(output)
  if (!privileged(output) && /permission denied/i.test(first)) return ''
  return first.trim() || `"${output.command}" ended with exit ${output.exit}`
}

/** `/etc/ssh/sshd_config.d/x.conf:ListenAddress 127.0.0.1`. Copies that sshd does not read are left out. */
function settingOf(line: string): ServerSetting | undefined {
  const [, file, keyword = '', value = ''] = /^([^:]+(?:\.conf|\/sshd_config)):\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? []
  return file ? { file, keyword: keyword.toLowerCase(), value: value.trim() } : undefined
}
