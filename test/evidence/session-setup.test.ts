import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

const VIEW = 'chrootdirectory %h\nsubsystem sftp /usr/lib/openssh/sftp-server -l INFO\nforcecommand /opt/gate/enter'

describe('session-setup', () => {
  it('reads each component of a chroot, and one that is missing has no mode', () => {
    const answer = reading('session-setup', {
      view: VIEW,
      chroot: {
        exit: 1,
        output: [
          '755 0 0 1795263372|root|root|directory|/',
          '1777 0 0 1795263372|root|root|directory|/srv',
          "stat: cannot statx '/srv/a b': No such file or directory",
        ].join('\n'),
      },
    })
    expect(answer).toMatchObject({
      chroot: [
        { path: '/', mode: '755', owner: 'root' },
        { path: '/srv', mode: '1777', owner: 'root' },
        { path: '/srv/a b', mode: '', owner: '' },
      ],
    })
  })

  it('tells a program that is there from one that is not, and from none', () => {
    const path = '/usr/lib/openssh/sftp-server'
    const gone = { exit: 1, output: `stat: cannot statx '${path}': No such file or directory` }
    const answer = reading('session-setup', { view: VIEW, [`sftp:${path}`]: gone })
    expect(answer).toMatchObject({ sftp: { path, exists: false } })
    expect(answer).not.toHaveProperty('forced')
    const there = `755 0 0 1795263372|root|root|regular file|${path}`
    expect(reading('session-setup', { view: VIEW, [`sftp:${path}`]: there })).toMatchObject({ sftp: { exists: true } })
  })

  it.each([
    ['755 0 0 1795263372|root|root|regular file|/opt/gate/enter', true],
    ['644 0 0 1795263372|root|root|regular file|/opt/gate/enter', false],
    ['755 0 0 1795263372|root|root|directory|/opt/gate/enter', false],
  ])('knows whether a forced command can be run: %s', (output, runnable) => {
    const answer = reading('session-setup', { view: VIEW, 'forced:/opt/gate/enter': output })
    expect(answer).toMatchObject({ forced: { path: '/opt/gate/enter', runnable } })
  })

  it('takes no path for missing that a narrow sudo does not let us look at', () => {
    const denied = (path: string) => ({
      exit: 1,
      how: 'denied',
      output: `stat: cannot statx '${path}': Permission denied`,
    })
    const answer = reading('session-setup', {
      view: VIEW,
      chroot: denied('/srv/closed'),
      'sftp:/opt/sftp': denied('/opt/sftp'),
      'forced:/opt/gate/enter': denied('/opt/gate/enter'),
    })
    expect(answer).toMatchObject({ outcome: 'read', chroot: [] })
    expect(answer).not.toHaveProperty('sftp')
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

  it('does not count the manager of systemd 256 as a login', () => {
    const sessions =
      'c1 1001 deploy - 61 user    pts/0 no -\nc2 1001 deploy - 66 manager - no -\nc3 1001 deploy - 67 manager-early - no -\n4 1001 deploy seat0 70 user-early tty1 no -'
    expect(reading('session-setup', { view: '', sessions }, { user: 'deploy' })).toMatchObject({ sessions: 2 })
  })

  it('is not read without the rights to ask sshd', () => {
    const view = { how: 'denied', exit: 1, output: 'sshd: no hostkeys available -- exiting.' }
    expect(reading('session-setup', { view })).toMatchObject({ outcome: 'skipped' })
  })
})
