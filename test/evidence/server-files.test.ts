import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

// As Debian 12 and 13 print it, on whole and on broken hosts.
const list = (...paths: string[]) => `ls -ldL ${paths.join(' ')}`
const sshd = {
  command: list('/usr/sbin/sshd'),
  output: '-rwxr-xr-x 1 root root 568224 May  6  2026 /usr/sbin/sshd',
}
const [rsa, ed25519] = ['/etc/ssh/ssh_host_rsa_key', '/etc/ssh/ssh_host_ed25519_key']
const keys = {
  command: list(rsa, ed25519),
  exit: 2,
  output: `ls: cannot access '${rsa}': No such file or directory\n-rw-r--r-- 1 root root 399 Nov 21 11:07 ${ed25519}`,
}
const session = '/usr/lib/openssh/sshd-session'

describe('server-files', () => {
  it('tells missing host keys from those that are there', () => {
    expect(reading('server-files', { keys, sshd })).toMatchObject({
      hostKeys: [
        { path: rsa, exists: false },
        { path: ed25519, exists: true, mode: '-rw-r--r--', owner: 'root', sizeBytes: 399 },
      ],
      sshd: { path: '/usr/sbin/sshd', exists: true, fault: '' },
      helpers: [],
      privsepUserExists: true,
      runtimeDirectory: '',
    })
  })

  it('says nothing of a file that it may not look at', () => {
    const output = `ls: cannot access '${rsa}': Permission denied`
    expect(reading('server-files', { keys: { command: list(rsa), exit: 2, output }, sshd })).toMatchObject({
      hostKeys: [],
    })
  })

  it.each([
    ['OpenSSH_10.0p2 Debian-7+deb13u4, OpenSSL 3.5.7 9 Jun 2026', 0, ''],
    [
      `${session}: error while loading shared libraries: libwrap.so.0: cannot open shared object file: No such file or directory`,
      127,
      `${session}: error while loading shared libraries: libwrap.so.0: cannot open shared object file: No such file or directory`,
    ],
    [
      'OpenSSL version mismatch. Built against 30000020, you have 30500000',
      255,
      'OpenSSL version mismatch. Built against 30000020, you have 30500000',
    ],
    ['sshd-session should not be executed directly', 255, ''],
    ['', 139, `"${session} -V" ended with exit 139`],
    ['', 124, ''],
  ])('reads why a helper does not run: %s', (output, exit, fault) => {
    const file = { command: list(session), output: `-rwxr-xr-x 1 root root 1122368 May  6  2026 ${session}` }
    const loads = { command: `${session} -V`, exit, output }
    expect(
      reading('server-files', { keys, sshd, [`helper:${session}`]: file, [`loads:${session}`]: loads }),
    ).toMatchObject({ helpers: [{ path: session, exists: true, fault }] })
  })

  it('does not take a program that the login may not run for a broken one', () => {
    const loads = { command: '/usr/sbin/sshd -V', exit: 126, how: 'plain', output: 'timeout: Permission denied' }
    expect(reading('server-files', { keys, sshd, 'loads:/usr/sbin/sshd': loads })).toMatchObject({
      sshd: { fault: '' },
    })
  })

  it('knows the user, the directory that systemd makes, and the settings that sshd reads', () => {
    const settings = [
      '/etc/ssh/sshd_config:ListenAddress 127.0.0.1',
      '/etc/ssh/sshd_config.d/a.conf:  hostkey /etc/ssh/other',
      '/etc/ssh/sshd_config.d/a.conf.bak:AddressFamily inet6',
    ].join('\n')
    expect(
      reading('server-files', { keys, sshd, settings, user: { exit: 2 }, unit: 'RuntimeDirectory=sshd' }),
    ).toMatchObject({
      privsepUserExists: false,
      runtimeDirectory: 'sshd',
      settings: [
        { file: '/etc/ssh/sshd_config', keyword: 'listenaddress', value: '127.0.0.1' },
        { file: '/etc/ssh/sshd_config.d/a.conf', keyword: 'hostkey', value: '/etc/ssh/other' },
      ],
    })
  })
})

describe('listeners', () => {
  it('knows the host’s own addresses', () => {
    const addresses = [
      '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever',
      '2: eth0    inet 10.77.0.86/24 scope global eth0\\       valid_lft forever preferred_lft forever',
      '2: eth0    inet6 fe80::77:ff:fe00:56/64 scope link proto kernel_ll \\       valid_lft forever',
      '3: tun0    inet 10.8.0.6 peer 10.8.0.5/32 scope global tun0\\       valid_lft forever',
    ].join('\n')
    expect(reading('listeners', { ss: '', addresses })).toMatchObject({
      addresses: ['127.0.0.1', '10.77.0.86', 'fe80::77:ff:fe00:56', '10.8.0.6'],
    })
  })
})
