import type { ConfigCopy } from '../../domain/inside/server.ts'
import { defineSection, failure, lines, needsRoot, type Output, privileged, type Told, unread } from '../section.ts'

/** The file as Debian's package has it. */
const PACKAGES_OWN = '/usr/share/openssh/sshd_config'

export const sshdConfig = defineSection({
  name: 'sshd-config',
  // -T tests all that -t does. Both need host keys and /run/sshd; -G (since 9.3) needs only the file. A Match block wants every key that it tests.
  before: `
if have sshd; then
  set -- \${SSH_CONNECTION:-}
  who=\${client:-\${1:-}}
  spec=lport=$port
  [ -z "$user" ] || spec=$spec,user=$user
  [ -z "$who" ] || spec=$spec,addr=$who,host=$who
  [ -z "\${3:-}" ] || spec=$spec,laddr=$3
  learn "$spec"
fi
`,
  script: `
if tool sshd; then
  root global sshd -T
  if [ "$rc" != 0 ]; then
    root test sshd -t
    file=$(printf '%s\\n' "$out" | sed -n -e '/ Deprecated option /d' -e '/ Unsupported option /d' \\
      -e 's/^|\\(\\/etc\\/ssh\\/sshd_config[A-Za-z0-9._\\/-]*\\):\\{0,1\\} line [0-9].*/\\1/p' | head -n 1)
    root global-g sshd -G
    copies=
    for end in '~' .bak .backup .old .orig .save .dpkg-old .ucf-old .rpmsave; do
      [ -z "$file" ] || [ ! -f "$file$end" ] || copies="$copies $file$end"
    done
    [ "$file" != /etc/ssh/sshd_config ] || [ ! -f ${PACKAGES_OWN} ] || copies="$copies ${PACKAGES_OWN}"
    [ -z "$copies" ] || run copies stat -L -c '%a %u %Y %n' $copies
    for copy in $copies; do root "copy:$copy" sshd -t -f "$copy"; done
  fi
  [ -z "$client$user" ] || recite effective
fi
`,
  read: (told) => {
    if (told.of('sshd.path')?.exit === 1) return unread('sshd is not installed')
    const whole = told.of('global')
    // Without root the host keys cannot be read, and a complaint about them would be ours, not the host's.
    if (whole && !privileged(whole)) return needsRoot('sshd -T')
    if (!whole || whole.exit === 124) return failure(whole, 'sshd’s configuration')
    const test = told.of('test') ?? whole
    const effective = worked(told, 'effective')
    return {
      global: keywords(worked(told, 'global')),
      ...(effective && { effective: keywords(effective) }),
      complaint: complaintOf(test),
      copies: copiesOf(told),
    }
  },
})

const complaintOf = ({ exit, output, command }: Output): string =>
  exit === 0 ? '' : output.trim() || `"${command}" exited with ${exit}`

const COPY = 'copy:'

/** `644 0 1795262420 /etc/ssh/sshd_config.bak`, and what `sshd -t -f` says of it. */
function copiesOf(told: Told): ConfigCopy[] {
  const stats = lines(told.of('copies')).flatMap((line) => {
    const [, mode, uid, modifiedS, path] = /^([0-7]{1,4}) (\d{1,10}) (\d{1,12}) (\/.+)$/.exec(line) ?? []
    return mode && path ? [{ path, mode, uid: Number(uid), modifiedS: Number(modifiedS) }] : []
  })
  return told.all(COPY).flatMap((output) => {
    const stat = stats.find(({ path }) => path === output.label.slice(COPY.length))
    return stat && privileged(output) ? [{ ...stat, complaint: complaintOf(output) }] : []
  })
}

const worked = (told: Told, label: string): Output | undefined =>
  [told.of(label), told.of(`${label}-g`)].find((output) => output?.exit === 0)

/** `keyword value` lines; a keyword that is repeated (port, listenaddress, allowusers, …) keeps every value in order. */
function keywords(output: Output | undefined): Record<string, string[]> {
  const found: Record<string, string[]> = Object.create(null)
  for (const [, key = '', value = ''] of (output?.output ?? '').matchAll(/^([a-z][a-z0-9]*)(?: (.*))?$/gm)) {
    const values = found[key]
    if (values) values.push(value)
    else found[key] = [value]
  }
  return { ...found }
}
