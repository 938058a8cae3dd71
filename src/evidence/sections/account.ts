import { defineSection, failure, type Told, unread } from '../section.ts'

export const account = defineSection({
  name: 'account',
  script: `
small=yes
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
    const groups = groupsOf(told)
    return groups ? { user, exists: true, ...entry(passwd.output), groups } : failure(told.of('groups'), 'the groups')
  },
})

function entry(line: string): { uid?: number; home?: string; shell?: string } {
  const [, , uid = '', , , home = '', shell = ''] = (line.split('\n')[0] ?? '').split(':')
  return { ...(/^\d{1,10}$/.test(uid) && { uid: Number(uid) }), home, shell: shell.trim() }
}

/** A group that nobody can name makes `id` complain on a line of its own and end with 1; then it prints the others, and that one's number. */
function groupsOf(told: Told): string[] | undefined {
  const groups = told.of('groups')
  const printed = groups?.output.replace(/^id: cannot find name for group ID \d+$/gm, '').trim() ?? ''
  const isList = groups?.exit === 0 || (groups?.exit === 1 && printed !== '' && !/^\S*id: /m.test(printed))
  return isList ? printed.split(/\s+/).filter((name) => name !== '') : undefined
}
