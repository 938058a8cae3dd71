import { defineCause } from '../define.ts'
import { quoteLines, quoteTimeout } from '../reading/quote.ts'

export const homeNfsHang = defineCause({
  id: 'home-nfs-hang',
  title: 'The user’s home does not answer',
  needs: ['home', 'user'],
  recognise: ({ home, user }) => {
    if (home.user !== user || home.state !== 'silent') return undefined
    const [source = '', mount = '', type = ''] = home.remote.split(' ')
    return {
      confidence: home.remote === '' ? 'likely' : 'proven',
      summary: home.remote
        ? `A look into ${home.path}, the home of ${user}, does not come back: ${mount} is ${type} from ${source}. sshd waits there for authorized_keys.`
        : `A look into ${home.path}, the home of ${user}, does not come back. sshd waits there for authorized_keys.`,
      evidence: [
        ...quoteLines(home, (line) => line === home.remote && line !== ''),
        ...quoteTimeout(home, (command) => command === `stat -c %F ${home.path}/.`),
      ],
      advice:
        'See why what serves the home is silent (its server, the way there, the automounter); until then an account with a home on the host itself gets in',
      affects: 'user',
    }
  },
  masks: ['key-not-authorized', 'strictmodes', 'authorized-keys-unreadable'],
  decide: ({ user }) => `timeout 3 stat ~${user ?? 'USER'}/. ; echo $?; grep -E 'nfs|autofs|cifs' /proc/mounts`,
})
