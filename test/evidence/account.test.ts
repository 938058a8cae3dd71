import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

const CHAGE = [
  'Last password change\t\t\t\t\t: Jan 01, 2025',
  'Password expires\t\t\t\t\t: Apr 01, 2025',
  'Password inactive\t\t\t\t\t: Apr 11, 2025',
  'Account expires\t\t\t\t\t\t: never',
].join('\n')
const PASSWD = 'deploy:x:1001:1001::/home/deploy:/bin/bash'
const about = { user: 'deploy' }

describe('account', () => {
  it('knows the groups beside one that nobody can name', () => {
    const groups = { output: 'id: cannot find name for group ID 5555\ndeploy 5555 wheel', exit: 1 }
    expect(reading('account', { passwd: PASSWD, groups }, about)).toMatchObject({ groups: ['deploy', '5555', 'wheel'] })
  })

  it.each([
    ['', 124],
    ["id: 'deploy': no such user", 1],
  ])('does not take silence for no group: %j', (output, exit) => {
    expect(reading('account', { passwd: PASSWD, groups: { output, exit } }, about)).toMatchObject({
      outcome: 'skipped',
    })
  })
})

describe('account-state', () => {
  it('reads dates, the mark of a locked password and the shell', () => {
    const outputs = {
      passwd: PASSWD,
      ageing: CHAGE,
      mark: 'deploy:!',
      shell: '-rwxr-xr-x 1 root root 1265648 May  7  2026 /bin/bash',
      executable: '',
      shells: '/bin/bash',
    }
    expect(reading('account-state', outputs, about)).toMatchObject({
      outcome: 'read',
      local: true,
      password: 'locked',
      accountExpires: 'never',
      passwordExpires: 'Apr 01, 2025',
      passwordInactive: 'Apr 11, 2025',
      shell: { path: '/bin/bash', state: 'executable', listed: true },
    })
  })

  it.each([
    ['deploy:*', 0, 'none'],
    ['', 1, 'other'],
  ])('tells %j from a locked password', (output, exit, password) => {
    expect(reading('account-state', { passwd: PASSWD, mark: { output, exit } }, about)).toMatchObject({ password })
  })

  it.each([
    ['-rwxr-x--- 1 root git 900 May  7  2026 /srv/git-shell', 0, 'executable'],
    ['-rw-r--r-- 1 root root 900 May  7  2026 /srv/git-shell', 0, 'not-executable'],
    ['drwxr-xr-x 1 root root 900 May  7  2026 /srv', 0, 'not-executable'],
    ["ls: cannot access '/srv/git-shell': No such file or directory", 2, 'missing'],
    ["ls: cannot access '/srv/git-shell': Permission denied", 2, 'unknown'],
  ])('judges a shell as sshd does, also one that we may not run: %s', (output, exit, state) => {
    const outputs = { passwd: PASSWD, mark: { exit: 1 }, shell: { output, exit } }
    expect(reading('account-state', outputs, about)).toMatchObject({ shell: { state } })
  })

  it('knows a password that has to be changed, and an account of another place', () => {
    const ageing = CHAGE.replace(/: \w+ \d\d, \d{4}/g, ': password must be changed')
    expect(reading('account-state', { passwd: PASSWD, ageing, mark: { exit: 1 } }, about)).toMatchObject({
      passwordExpires: 'password must be changed',
    })
    const elsewhere = { output: "chage: user 'deploy' does not exist in /etc/passwd", exit: 1 }
    expect(reading('account-state', { passwd: PASSWD, ageing: elsewhere, mark: { exit: 1 } }, about)).toMatchObject({
      local: false,
      accountExpires: '',
    })
  })

  it('reads what pam_faillock remembers', () => {
    const failures =
      'deploy:\nWhen                Type  Source                                           Valid\n2026-11-21 10:54:27 RHOST 203.0.113.7                                          V\n2026-11-21 10:54:31 SVC                                                       I'
    const outputs = {
      passwd: PASSWD,
      mark: { exit: 1 },
      failures,
      'faillock-conf': 'deny = 5\nunlock_time=1200\neven_deny_root',
    }
    expect(reading('account-state', outputs, about)).toMatchObject({
      failures: [
        { at: '2026-11-21T10:54:27', source: '203.0.113.7', valid: true },
        { at: '2026-11-21T10:54:31', source: '', valid: false },
      ],
      faillock: { deny: '5', unlock_time: '1200', even_deny_root: '' },
    })
  })

  it('knows a shell that is missing, and one that cannot be run', () => {
    const gone = { output: "ls: cannot access '/bin/zsh': No such file or directory", exit: 2 }
    const passwd = PASSWD.replace('bash', 'zsh')
    expect(reading('account-state', { passwd, mark: { exit: 1 }, shell: gone }, about)).toMatchObject({
      shell: { path: '/bin/zsh', state: 'missing', listed: false },
    })
    expect(reading('account-state', { passwd, mark: { exit: 1 }, shell: '-rw-r--r-- /bin/zsh' }, about)).toMatchObject({
      shell: { state: 'not-executable' },
    })
  })

  it('says so without root, and without a user', () => {
    const mark = { output: 'grep: /etc/shadow: Permission denied', exit: 2, how: 'plain' }
    expect(reading('account-state', { passwd: PASSWD, mark }, about)).toMatchObject({
      outcome: 'skipped',
      because: expect.stringContaining('needs root'),
    })
    expect(reading('account-state', {})).toMatchObject({
      outcome: 'skipped',
      because: expect.stringContaining('--user'),
    })
  })
})

describe('pam', () => {
  const SSHD =
    '4:@include common-auth\n7:account    required     pam_nologin.so\n9:account include corp # ours\n20:session [success=ok ignore=ignore module_unknown=ignore default=bad] \\\n21:   pam_selinux.so close\n30:-session optional /opt/sso/pam_sso.so debug'

  it('opens what the stack includes, in its place and for that facility alone', () => {
    const outputs = {
      'file:sshd': SSHD,
      'file:common-auth': '17:auth\t[success=1 default=ignore]\tpam_unix.so nullok',
      'file:corp': '1:auth required pam_deny.so\n2:account required pam_access.so nodefgroup',
      modules: 'pam_unix.so\npam_access.so\n/lib/security:',
    }
    expect(reading('pam', outputs)).toMatchObject({
      stack: [
        {
          file: 'common-auth',
          line: 17,
          facility: 'auth',
          control: '[success=1 default=ignore]',
          module: 'pam_unix.so',
        },
        { file: 'sshd', line: 7, control: 'required', module: 'pam_nologin.so', args: [] },
        { file: 'corp', line: 2, facility: 'account', module: 'pam_access.so', args: ['nodefgroup'] },
        { line: 20, facility: 'session', module: 'pam_selinux.so', args: ['close'] },
        { line: 30, control: 'optional', module: 'pam_sso.so', args: ['debug'] },
      ],
      missingFiles: [],
      modules: ['pam_unix.so', 'pam_access.so'],
      nologin: [],
    })
  })

  it('names an included file that is missing, and does not follow a circle', () => {
    const outputs = {
      'file:sshd': '1:@include corp\n2:@include sshd\n3:account required pam_unix.so',
      'file:corp': { output: 'grep: /etc/pam.d/corp: No such file or directory', exit: 2 },
    }
    expect(reading('pam', outputs)).toMatchObject({ missingFiles: ['corp'], stack: [{ module: 'pam_unix.so' }] })
  })

  it('reads the rules of access.conf, an IPv6 origin among them', () => {
    const rules = '122:+:root:ALL\n123:- : ALL EXCEPT root : 2001:db8::/32 .example.org\n124:-:broken'
    expect(reading('pam', { 'file:sshd': SSHD, 'access:/etc/security/access.conf': rules })).toMatchObject({
      access: [
        { line: 122, allow: true, users: 'root', origins: 'ALL' },
        { line: 123, allow: false, users: 'ALL EXCEPT root', origins: '2001:db8::/32 .example.org' },
      ],
    })
  })

  it('reads a nologin file with its text, and a shutdown that is scheduled', () => {
    const outputs = {
      'file:sshd': SSHD,
      'nologin:/run/nologin': 'Back at four\n',
      'since:/run/nologin': '2026-11-21 11:00:53.797258148 +0000',
      sessions: 'ActiveState=inactive',
      shutdown: 'USEC=1\nMODE=reboot',
    }
    expect(reading('pam', outputs)).toMatchObject({
      nologin: [{ path: '/run/nologin', text: 'Back at four', since: '2026-11-21 11:00:53.797258148 +0000' }],
      userSessions: 'inactive',
      shutdown: 'USEC=1 MODE=reboot',
    })
  })

  it('says so where there is no PAM', () => {
    expect(reading('pam', {})).toMatchObject({ outcome: 'skipped' })
  })
})

describe('directory', () => {
  it('reads the sources, the services behind them and whether they answer', () => {
    const services =
      'Id=sssd.service\nLoadState=loaded\nActiveState=failed\nResult=exit-code\n\nId=nslcd.service\nLoadState=not-found\nActiveState=inactive'
    const outputs = { sources: ' files [!UNAVAIL=return] sss # corp', services, lookup: { exit: 2 } }
    expect(reading('directory', outputs, about)).toMatchObject({
      sources: ['files', 'sss'],
      lookup: 'unknown',
      services: [{ id: 'sssd.service', activeState: 'failed', result: 'exit-code' }],
    })
  })

  it.each([
    [0, 'found'],
    [2, 'unknown'],
    [124, 'silent'],
  ])('takes exit %i of the lookup for "%s"', (exit, lookup) => {
    expect(reading('directory', { sources: 'files hesiod', lookup: { exit } }, about)).toMatchObject({ lookup })
  })
})

describe('home', () => {
  const mounts =
    'srv:/home /home nfs4 rw,hard 0 0\nauto.x /home2 autofs rw 0 0\nauto.home /home/deploy autofs rw,direct 0 0'

  it('knows a home that does not come back, and what lies under it', () => {
    expect(reading('home', { passwd: PASSWD, mounts, look: { exit: 124 } }, about)).toMatchObject({
      path: '/home/deploy',
      state: 'silent',
      remote: 'auto.home /home/deploy autofs rw,direct 0 0',
    })
  })

  it('takes a home that may not be entered for one that answers', () => {
    const look = { output: "stat: cannot statx '/home/deploy/.': Permission denied", exit: 1 }
    expect(reading('home', { passwd: PASSWD, mounts: '', look }, about)).toMatchObject({ state: 'answers', remote: '' })
  })

  it('asks for no home of a user that nobody knows', () => {
    expect(reading('home', { passwd: { exit: 2 } }, about)).toMatchObject({ outcome: 'read', state: 'answers' })
  })
})
