import { describe, expect, it } from 'vitest'
import { configError } from '../../src/causes/reading/config-error.ts'
import { reading } from './transcript.ts'

describe('units', () => {
  it('reads how a service failed, and which drop-ins it has', () => {
    const show = `MainPID=0
Result=signal
NRestarts=3
ExecMainCode=2
ExecMainStatus=31
Id=ssh.service
LoadState=loaded
ActiveState=activating
SubState=auto-restart
DropInPaths=/etc/systemd/system/ssh.service.d/hardening.conf /run/x.conf
UnitFileState=enabled
ActiveEnterTimestamp=
InactiveEnterTimestamp=Sat 2026-11-21 10:53:23 UTC

Accept=yes
Listen=[::]:22 (Stream)
Id=sshd.socket`
    expect(reading('units', { show })).toMatchObject({
      units: [
        { id: 'ssh.service', result: 'signal', execMainCode: 2, nRestarts: 3, activeSince: '', dropIns: { length: 2 } },
        { id: 'sshd.socket', accept: true, dropIns: [] },
      ],
      notToBeRun: false,
    })
  })

  it('heeds the flag file only where a unit tests for it', () => {
    const flag = '-rw-r--r-- 1 root root 0 Nov 21 10:45 /etc/ssh/sshd_not_to_be_run'
    const condition =
      '/usr/lib/systemd/system/ssh.service:ConditionPathExists=!/etc/ssh/sshd_not_to_be_run\n/lib/systemd/system/ssh.service:ConditionPathExists=!/etc/ssh/sshd_not_to_be_run'
    const show = 'Id=ssh.service'
    // grep ends with 2 since other files of its list are missing.
    expect(reading('units', { show, flag, condition: { output: condition, exit: 2 } })).toMatchObject({
      notToBeRun: true,
    })
    expect(reading('units', { show, flag, condition: { exit: 2 } })).toMatchObject({ notToBeRun: false })
  })

  it('takes the ports of files only when all of them could be read', () => {
    const output =
      '/etc/ssh/sshd_config:Port 22\n/etc/ssh/sshd_config.d/a.conf:  port=2222 # new\n/etc/ssh/sshd_config.d/b.conf:PortX 3'
    const show = 'Id=ssh.service'
    expect(reading('units', { show, ports: output })).toMatchObject({ portsInFiles: [22, 2222] })
    expect(reading('units', { show, ports: { exit: 1 } })).toMatchObject({ portsInFiles: [] })
    expect(reading('units', { show, ports: { output, exit: 2 } })).not.toHaveProperty('portsInFiles')
  })
})

describe('unit-history', () => {
  const sudo = (text: string) => `2026-11-21T10:57:00+0000 web-01 sudo[59]: ${text}`
  const stop = '   medic : PWD=/home/medic ; USER=root ; COMMAND=/usr/bin/systemctl stop ssh'

  it('reads who gave an order, with a terminal and without', () => {
    const onTerminal = ' anna : TTY=pts/0 ; PWD=/tmp ; USER=root ; TSID=000001 ; COMMAND=/usr/sbin/service ssh stop'
    expect(reading('unit-history', { lines: '', orders: [stop, onTerminal].map(sudo).join('\n') })).toMatchObject({
      orders: [
        { at: '2026-11-21T10:57:00+00:00', who: 'medic', command: '/usr/bin/systemctl stop ssh' },
        { who: 'anna', command: '/usr/sbin/service ssh stop' },
      ],
    })
  })

  it.each([
    ['a refused order', ' eve : user NOT in sudoers ; PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl stop ssh'],
    [
      'a wrong password',
      ' eve : 3 incorrect password attempts ; PWD=/ ; USER=root ; COMMAND=/usr/bin/systemctl stop ssh',
    ],
    ['another user’s right', ' eve : PWD=/ ; USER=www ; COMMAND=/usr/bin/systemctl --user stop ssh'],
    [
      'a folder named so',
      ' eve : PWD=/tmp/ ; USER=root ; COMMAND=/usr/bin/systemctl stop ssh ; USER=root ; COMMAND=/bin/ls',
    ],
  ])('takes %s for no order', (_, text) => {
    expect(reading('unit-history', { lines: '', orders: sudo(text) })).toMatchObject({ orders: [] })
  })

  it('is not fooled by a journal that the login may not read', () => {
    const lines = 'Hint: You are currently not seeing messages from other users and the system.'
    expect(reading('unit-history', { lines })).toMatchObject({ outcome: 'skipped' })
  })
})

describe('sshd-package', () => {
  it.each([
    ['ii  openssh-server 1:9.2p1-2+deb12u10', 0, true],
    ['rc  openssh-server 1:10.0p1-7+deb13u4', 0, false],
    ['un  openssh-server ', 0, false],
    ['dpkg-query: no packages found matching openssh-server', 1, false],
  ])('reads dpkg’s "%s"', (output, exit, installed) => {
    const answer = reading('sshd-package', { 'sshd.path': { exit: 1 }, dpkg: { output, exit } })
    expect(answer).toMatchObject({ binary: '', manager: 'dpkg', installed })
  })

  it('says nothing of packages where no manager is known', () => {
    const answer = reading('sshd-package', { 'sshd.path': '/usr/sbin/sshd' })
    expect(answer).toMatchObject({ binary: '/usr/sbin/sshd', manager: '', installed: false })
  })
})

describe('listeners', () => {
  it('names sshd for a socket that systemd handed over', () => {
    const ss = 'LISTEN 0 4096 *:22 *:* users:(("systemd",pid=1,fd=25),("sshd",pid=178,fd=3))'
    expect(reading('listeners', { ss })).toMatchObject({ listeners: [{ process: 'sshd', pid: 178 }] })
  })
})

describe('an error in sshd_config', () => {
  it.each([
    [
      '/etc/ssh/sshd_config.d/x.conf: line 1: Bad configuration option: Prot\n/etc/ssh/sshd_config.d/x.conf: terminating, 1 bad configuration options',
      '/etc/ssh/sshd_config.d/x.conf line 1',
    ],
    [
      '/etc/ssh/sshd_config line 3: Deprecated option UseLogin\n/etc/ssh/sshd_config line 9: Bad yes/no argument: maybe',
      '/etc/ssh/sshd_config line 9',
    ],
    ['/etc/ssh/sshd_config: No such file or directory', '/etc/ssh/sshd_config'],
  ])('is found in %j', (complaint, where) => {
    expect(configError(complaint)).toMatchObject({ where })
  })

  it.each([
    'Missing privilege separation directory: /run/sshd',
    'sshd: no hostkeys available -- exiting.',
    '/etc/ssh/sshd_config line 3: Deprecated option UseLogin\nMissing privilege separation directory: /run/sshd',
    'Privilege separation user sshd does not exist',
    'sshd: error while loading shared libraries: libcrypto.so.3: cannot open shared object file: No such file or directory',
    'OpenSSL version mismatch. Built against 30000080, you have 30200010',
    '"sshd -t" exited with 139',
    '',
  ])('is not found in %j', (complaint) => {
    expect(configError(complaint)).toBeUndefined()
  })
})
