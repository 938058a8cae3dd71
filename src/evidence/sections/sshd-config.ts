import { defineSection, failure, needsRoot, type Output, privileged, type Told, unread } from '../section.ts'

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
    root global-g sshd -G
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
      complaint: test.exit === 0 ? '' : test.output.trim() || `"${test.command}" exited with ${test.exit}`,
    }
  },
})

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
