import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

const VIEW = 'chrootdirectory %h\nsubsystem sftp /usr/lib/openssh/sftp-server -l INFO\nforcecommand /opt/gate/enter'

describe('session-setup', () => {
  it('reads each component of a chroot, and one that is missing has no mode', () => {
    const answer = reading('session-setup', {
      view: VIEW,
      'chroot:/': '755 root',
      'chroot:/home': '755 root',
      'chroot:/home/deploy': { exit: 1, output: "stat: cannot statx '/home/deploy': No such file or directory" },
    })
    expect(answer).toMatchObject({
      chroot: [
        { path: '/', mode: '755', owner: 'root' },
        { path: '/home', mode: '755', owner: 'root' },
        { path: '/home/deploy', mode: '', owner: '' },
      ],
    })
  })

  it('tells a program that is there from one that is not, and from none', () => {
    const answer = reading('session-setup', { view: VIEW, 'sftp:/usr/lib/openssh/sftp-server': { exit: 1 } })
    expect(answer).toMatchObject({ sftp: { path: '/usr/lib/openssh/sftp-server', exists: false } })
    expect(answer).not.toHaveProperty('forced')
  })

  it('takes the lower of the kernel’s and the mount’s number of terminals', () => {
    const devpts = 'devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666,max=2 0 0'
    const ptys = '/dev/pts/0\n/dev/pts/1'
    expect(reading('session-setup', { view: '', ptys, devpts, 'pty-max': '4096' })).toMatchObject({
      ptys: { used: 2, max: 2 },
    })
    expect(reading('session-setup', { view: '', ptys: '', 'pty-max': '4096' })).toMatchObject({
      ptys: { used: 0, max: 4096 },
    })
  })

  it('reads limits with their place, and passes over what is none', () => {
    const limits =
      '/etc/security/limits.conf:57:*               hard    nproc           500\n/etc/security/limits.d/90-x.conf:1:@staff - maxlogins 4 # of all\ngrep: /x: Permission denied'
    expect(reading('session-setup', { view: '', limits })).toMatchObject({
      limits: [
        { file: '/etc/security/limits.conf', line: 57, domain: '*', type: 'hard', item: 'nproc', value: '500' },
        {
          file: '/etc/security/limits.d/90-x.conf',
          line: 1,
          domain: '@staff',
          type: '-',
          item: 'maxlogins',
          value: '4',
        },
      ],
    })
  })

  it('counts the sessions of the user alone, and knows a lookup that nobody answers', () => {
    const sessions = '222 1000 medic   \n223 1001 deploy pts/0\n'
    const answer = reading('session-setup', { view: '', sessions, reverse: { exit: 124 } }, { user: 'deploy' })
    expect(answer).toMatchObject({ sessions: 1, reverseLookup: 'timed-out' })
  })

  it('is not read without the rights to ask sshd', () => {
    const view = { how: 'denied', exit: 1, output: 'sshd: no hostkeys available -- exiting.' }
    expect(reading('session-setup', { view })).toMatchObject({ outcome: 'skipped' })
  })
})
