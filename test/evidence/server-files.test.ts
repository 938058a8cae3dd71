import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

const STAT_BOOKWORM = `600 0 1811 /etc/ssh/ssh_host_rsa_key
644 0 0 /etc/ssh/ssh_host_ecdsa_key
stat: cannot statx '/etc/ssh/ssh_host_ed25519_key': No such file or directory`

describe('server-files', () => {
  it('reads modes and sizes, and tells a missing file from one that may not be seen', () => {
    const denied = "stat: cannot statx '/root/keys/host': Permission denied"
    expect(
      reading('server-files', { config: '', keys: { output: `${STAT_BOOKWORM}\n${denied}`, exit: 1 } }),
    ).toMatchObject({
      keys: [
        { path: '/etc/ssh/ssh_host_rsa_key', state: 'there', mode: '600', uid: 0, size: 1811 },
        { path: '/etc/ssh/ssh_host_ecdsa_key', state: 'there', mode: '644', size: 0 },
        { path: '/etc/ssh/ssh_host_ed25519_key', state: 'missing' },
        { path: '/root/keys/host', state: 'unknown' },
      ],
      user: 'unknown',
      helpers: [],
      broken: [],
    })
  })

  it('knows the words of busybox', () => {
    const keys = "stat: can't stat '/etc/ssh/ssh_host_rsa_key': No such file or directory"
    expect(reading('server-files', { config: '', keys: { output: keys, exit: 1 } })).toMatchObject({
      keys: [{ path: '/etc/ssh/ssh_host_rsa_key', state: 'missing' }],
    })
  })

  it('takes the name of the missing folder from sshd, whose line may end in a carriage return', () => {
    const config = { output: 'Missing privilege separation directory: /run/sshd\r', exit: 255 }
    expect(reading('server-files', { config, keys: STAT_BOOKWORM, runtime: 'sshd\n\nsshd' })).toMatchObject({
      missingFolder: '/run/sshd',
      runtimeFolders: ['/run/sshd'],
    })
  })

  it('knows a user that no source knows, and one that was not looked up', () => {
    const seen = (user: { output?: string; exit: number }) =>
      reading('server-files', { config: '', keys: STAT_BOOKWORM, user })
    expect(seen({ exit: 2 })).toMatchObject({ user: 'missing' })
    expect(seen({ exit: 127, output: 'getent: not found' })).toMatchObject({ user: 'unknown' })
    expect(seen({ exit: 0, output: 'sshd:x:101:65534::/run/sshd:/usr/sbin/nologin' })).toMatchObject({ user: 'there' })
  })

  it('names the program whose library is not found', () => {
    const path = '/usr/lib/openssh/sshd-session'
    expect(
      reading('server-files', {
        config: '',
        keys: STAT_BOOKWORM,
        helpers: `755 0 1122368 ${path}`,
        'libraries:/usr/sbin/sshd': '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f20e8a11000)',
        [`libraries:${path}`]:
          '\tlibcrypt.so.1 => /lib/libcrypt.so.1 (0x00007f20e942c000)\n\tlibwrap.so.0 => not found',
      }),
    ).toMatchObject({ helpers: [{ path, mode: '755' }], broken: [{ path, says: 'libwrap.so.0 => not found' }] })
  })

  it('says what it lacks without root', () => {
    expect(reading('server-files', { config: { how: 'denied', exit: 1 } })).toMatchObject({ outcome: 'skipped' })
  })
})
