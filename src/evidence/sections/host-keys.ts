import type { HostCertificate } from '../../domain/inside/host-keys.ts'
import { defineSection, needsRoot, type Output, privileged, unread } from '../section.ts'

/** The files sshd would use, as `server-files` before it has asked for. Public parts and certificates are for everybody to read. */
export const hostKeys = defineSection({
  name: 'host-keys',
  script: `
small=yes
if tool sshd; then
  recite config
  keys=$(printf '%s\\n' "$out" | sed -n 's/^|hostkey //p' | head -n 6)
  certificates=$(printf '%s\\n' "$out" | sed -n 's/^|hostcertificate //p' | head -n 6)
  for file in $keys; do run "key:$file" ssh-keygen -l -f "$file.pub"; done
  for file in $certificates; do run "cert:$file" env TZ=UTC ssh-keygen -L -f "$file"; done
fi
`,
  read: (told) => {
    if (told.of('sshd.path')?.exit === 1) return unread('sshd is not installed')
    const config = [told.of('config'), told.of('config-g')].find((output) => output?.exit === 0)
    if (!config) return privileged(told.of('config')) ? unread('sshd -T failed') : needsRoot('sshd -T')
    return {
      keys: told.all('key:').flatMap((output) => keyOf(output) ?? []),
      certificates: told.all('cert:').flatMap((output) => certificateOf(output) ?? []),
    }
  },
})

/** `256 SHA256:… root@web-01 (ED25519)` */
function keyOf({ label, output }: Output) {
  const [, fingerprint, type] = /^\d+ (SHA256:\S+) .*\(([A-Z0-9-]+)\)\s*$/m.exec(output) ?? []
  return fingerprint && type ? { fingerprint, type, file: label.slice('key:'.length) } : undefined
}

function certificateOf({ label, output, exit }: Output): HostCertificate | undefined {
  if (exit !== 0) return undefined
  const value = (key: string) => new RegExp(`^ +${key}: (.*)$`, 'm').exec(output)?.[1]?.trim() ?? ''
  const valid = value('Valid')
  const from = /(?:from|after) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(valid)?.[1]
  const to = /(?:to|before) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(valid)?.[1]
  const [, principals = ''] = /^ +Principals:(.*(?:\n {16}.*)*)/m.exec(output) ?? []
  return {
    file: label.slice('cert:'.length),
    type: value('Type'),
    keyId: value('Key ID').replace(/^"|"$/g, ''),
    ...(from && { from: `${from}Z` }),
    ...(to && { to: `${to}Z` }),
    principals: principals.split('\n').flatMap((line) => line.trim().replace(/^\(none\)$/, '') || []),
  }
}
