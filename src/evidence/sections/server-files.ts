import type { ServerFile } from '../../domain/inside/server.ts'
import { defineSection, failure, lines, needsRoot, type Output, privileged, type Told, unread } from '../section.ts'

export const serverFiles = defineSection({
  name: 'server-files',
  // sshd itself names its files; where it cannot, its configuration does, and the names that it has by default. The helpers stand
  // in the program when they are no setting yet (9.8). ldd runs nothing of what it looks at but the loader.
  before: "! have sshd || learn ''",
  script: `
small=yes
if tool sshd; then
  binary=\${out#|}
  run version sshd -V
  case $out in *OpenSSH_*) loads=$binary ;; *) loads= ;; esac
  recite config
  folder=$(printf '%s\\n' "$learnt" | sed -n 's/^|Missing privilege separation directory: \\(\\/[^[:space:]]*\\).*/\\1/p')
  keys=$(printf '%s\\n' "$out" | sed -n 's/^|hostkey \\(\\/.*\\)/\\1/p')
  helpers=$(printf '%s\\n' "$out" | sed -n -e 's/^|sshdsessionpath //p' -e 's/^|sshdauthpath //p')
  if [ -z "$keys" ]; then
    parts=
    [ ! -d /etc/ssh/sshd_config.d ] || parts=/etc/ssh/sshd_config.d
    run named grep -rhsEi '^[[:space:]]*hostkey[[:space:]=]' /etc/ssh/sshd_config $parts
    keys=$(printf '%s\\n' "$out" | sed -n 's/^|[^/]*\\(\\/[^" #]*\\).*/\\1/p')
  fi
  [ -n "$keys" ] || keys='/etc/ssh/ssh_host_rsa_key /etc/ssh/ssh_host_ecdsa_key /etc/ssh/ssh_host_ed25519_key'
  run keys stat -L -c '%a %u %s %n' $keys
  run folder ls -ld "\${folder:-/run/sshd}"
  ! have systemctl || run runtime systemctl show ssh.service sshd.service -p RuntimeDirectory --value
  run user getent passwd sshd
  if [ -z "$helpers" ]; then
    run named-helpers grep -aoE '/[a-z/]+/sshd-(session|auth)' "$binary"
    helpers=$(printf '%s\\n' "$out" | sed -n 's/^|\\(\\/\\)/\\1/p' | sort -u | head -n 4)
  fi
  [ -z "$helpers" ] || run helpers stat -L -c '%a %u %s %n' $helpers
  if have ldd; then
    for file in "$binary" $helpers; do
      [ ! -e "$file" ] || [ "$file" = "$loads" ] || run "libraries:$file" ldd "$file"
    done
  fi
fi
`,
  read: (told) => {
    if (told.of('sshd.path')?.exit === 1) return unread('sshd is not installed')
    const config = told.of('config')
    if (config && !privileged(config)) return needsRoot('sshd -T')
    const keys = told.of('keys')
    if (!keys || keys.exit === 127) return failure(keys, 'the files of sshd')
    const missingFolder = /^Missing privilege separation directory: (\/\S+)$/m.exec(config?.output ?? '')?.[1]
    return {
      version: /OpenSSH_[^\s,]+/.exec(told.of('version')?.output ?? '')?.[0] ?? '',
      keys: filesOf(keys),
      ...(missingFolder !== undefined && { missingFolder }),
      runtimeFolders: runtimeFoldersOf(told.of('runtime')),
      user: userOf(told.of('user')),
      helpers: filesOf(told.of('helpers')),
      broken: brokenOf(told),
    }
  },
})

const filesOf = (output: Output | undefined): ServerFile[] => lines(output).flatMap((line) => fileOf(line) ?? [])

/** `600 0 505 /etc/ssh/ssh_host_ecdsa_key`, or stat's complaint, which differs between its makers. */
function fileOf(line: string): ServerFile | undefined {
  const [, mode, uid, size, path] = /^([0-7]{1,4}) (\d{1,10}) (\d{1,15}) (\/.+)$/.exec(line) ?? []
  if (mode && path) return { path, state: 'there', mode, uid: Number(uid), size: Number(size) }
  const [, unread, why] = /^stat: can(?:no|')t statx? '(\/[^']+)': (.+)$/.exec(line) ?? []
  return unread ? { path: unread, state: why === 'No such file or directory' ? 'missing' : 'unknown' } : undefined
}

/** `sshd other`, one line for each unit. */
const runtimeFoldersOf = (output: Output | undefined): string[] =>
  output?.exit === 0 ? [...new Set(output.output.split(/\s+/).filter(Boolean))].map((name) => `/run/${name}`) : []

/** getent ends with 2 when no source knows the name. */
function userOf(output: Output | undefined) {
  if (output?.exit === 0 && output.output.startsWith('sshd:')) return 'there' as const
  return output?.exit === 2 ? ('missing' as const) : ('unknown' as const)
}

const PREFIX = 'libraries:'

function brokenOf(told: Told): { path: string; says: string }[] {
  return told.all(PREFIX).flatMap((output) => {
    const says = lines(output).find((line) => UNLOADABLE.test(line))
    return says ? [{ path: output.label.slice(PREFIX.length), says: says.trim() }] : []
  })
}

/** `libwrap.so.0 => not found`, and the loader's words for a library of another generation. */
const UNLOADABLE = / => not found$|: version `[^']{1,80}' not found \(required by /
