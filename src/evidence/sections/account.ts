import { defineSection, failure, type Told, unread } from '../section.ts'

export const account = defineSection({
  name: 'account',
  script: `
if [ -n "$user" ]; then
  if have getent; then run passwd getent passwd "$user"
  else run passwd grep "^$user:" /etc/passwd
  fi
  if [ "$rc" = 0 ]; then run groups id -Gn "$user"
  else
    run id id "$user"
    if [ -e /etc/nsswitch.conf ]; then run sources sed -n 's/^passwd:/users from/p' /etc/nsswitch.conf; fi
  fi
fi
`,
  read: (told) => {
    const { user } = told.subject
    if (!user) return unread('no user was named: add --user NAME')
    const passwd = told.of('passwd')
    // getent: 2 is "no such key"; grep: 1 is "no such line". Anything else is no answer.
    if (passwd?.exit === 1 || passwd?.exit === 2) return { user, exists: false, groups: [] }
    if (passwd?.exit !== 0) return failure(passwd, 'the account')
    return { user, exists: true, ...entry(passwd.output), groups: groupsOf(told) }
  },
})

function entry(line: string): { uid?: number; home?: string; shell?: string } {
  const [, , uid = '', , , home = '', shell = ''] = (line.split('\n')[0] ?? '').split(':')
  return { ...(/^\d{1,10}$/.test(uid) && { uid: Number(uid) }), home, shell: shell.trim() }
}

function groupsOf(told: Told): string[] {
  const groups = told.of('groups')
  return groups?.exit === 0 ? groups.output.split(/\s+/).filter((name) => name !== '') : []
}
