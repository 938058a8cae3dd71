import type { Answers } from '../../domain/observation.ts'
import { defineSection, failure, lines, unread } from '../section.ts'

export const home = defineSection({
  name: 'home',
  // The dot makes the path go through the home, as sshd's does on the way to authorized_keys: that wakes an automounter.
  script: `
small=yes
if [ -n "$user" ]; then
  limit=3
  if have getent; then run passwd getent passwd "$user"
  else run passwd grep "^$user:" /etc/passwd
  fi
  if [ "$rc" = 0 ]; then
    home=\${out%:*}
    home=\${home##*:}
    run mounts grep -E ' (nfs4?|autofs|cifs|smb3|ceph|glusterfs|lustre|afs|9p|fuse[.a-z]*) ' /proc/self/mounts
    run look stat -c %F "$home/."
  fi
fi
`,
  read: (told) => {
    const { user } = told.subject
    if (!user) return unread('no user was named: add --user NAME')
    const passwd = told.of('passwd')
    // A user that nobody knows has no home that could hang.
    if (passwd?.exit === 1 || passwd?.exit === 2) return { user, ...NOWHERE }
    const look = told.of('look')
    if (!look) return failure(passwd, 'the home')
    const [, , , , , path = ''] = (passwd?.output.split('\n')[0] ?? '').split(':')
    const under = lines(told.of('mounts')).filter((line) => isUnder(path, line.split(' ')[1] ?? ''))
    const state: Home['state'] = look.exit === 124 || look.exit === 137 ? 'silent' : 'answers'
    return { user, path, state, remote: under.at(-1) ?? '' }
  },
})

type Home = Pick<Answers['home'], 'path' | 'state' | 'remote'>

const NOWHERE: Home = { path: '', state: 'answers', remote: '' }

const isUnder = (path: string, mount: string): boolean =>
  mount !== '' && (path === mount || path.startsWith(`${mount}/`))
