import { defineSection, type Told } from '../section.ts'

export const sshdPackage = defineSection({
  name: 'sshd-package',
  script: `
small=yes
tool sshd
if have dpkg-query; then run dpkg dpkg-query -W -f '\${db:Status-Abbrev} \${Package} \${Version}\\n' openssh-server
elif have rpm; then run rpm rpm -q openssh-server
fi
`,
  read: (told) => ({ binary: told.of('sshd.path')?.output.trim() ?? '', ...packageOf(told) }),
})

function packageOf(told: Told) {
  const dpkg = told.of('dpkg')
  // `ii` is installed; `rc` was removed and left its configuration; a package never seen is an error of dpkg-query.
  if (dpkg) return { manager: 'dpkg' as const, installed: /^.i/.test(dpkg.output), state: dpkg.output.trim() }
  const rpm = told.of('rpm')
  if (rpm) return { manager: 'rpm' as const, installed: rpm.exit === 0, state: rpm.output.trim() }
  return { manager: '' as const, installed: false, state: '' }
}
