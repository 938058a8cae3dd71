import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

const FILE = '/home/deploy/.ssh/authorized_keys'
const STAT = 'stat -L -c %a %u %g %Y|%U|%G|%F|%n'
const FOLDERS = '755 0 0 1784786871|root|root|directory|/\n755 0 0 1784786871|root|root|directory|/home'
const HOME = '700 1001 1001 1784786871|deploy|deploy|directory|/home/deploy'
const SSH = '2775 1001 50 1784786871|deploy|domain users|directory|/home/deploy/.ssh'
const PRINT = 'SHA256:9Nl8/qQ7NhCHhfNy68n0UoQCPplzjeonZ4iXUPMh3JY'

const host = {
  passwd: 'deploy:x:1001:1001::/home/deploy:/bin/bash',
  'real:home': { command: 'readlink -f /home/deploy', output: '/home/deploy' },
  'stat:home': { command: `${STAT} / /home /home/deploy`, output: `${FOLDERS}\n${HOME}` },
  'sshd.path': '/usr/sbin/sshd',
  config: 'authorizedkeysfile .ssh/authorized_keys',
  'real:file1': { command: `readlink -f ${FILE}`, output: FILE },
  'stat:file1': `${FOLDERS}\n${HOME}\n${SSH}\n600 1001 1001 1784786871|deploy|deploy|regular file|${FILE}`,
  'group:50': 'domain users:x:50:medic,alice',
  'primary:50': 'deploy',
  'lines:file1': `2:from="10.0.0.0/8",command="say \\"ssh-rsa AAAA\\"" ssh-ed25519 AAAA\n3:# ssh-ed25519 AAAA`,
  'keys:file1': `256 ${PRINT} medic@bastion (ED25519)`,
  password: 'deploy L 2026-11-21 0 99999 7 -1',
}
const read = (change = {}) => reading('user-keys', { ...host, ...change }, { user: 'deploy' })

describe('user-keys', () => {
  it('reads the path, part by part, and each key with its options and fingerprint', () => {
    expect(read()).toMatchObject({
      ...{
        outcome: 'read',
        user: 'deploy',
        uid: 1001,
        home: '/home/deploy',
        realHome: '/home/deploy',
        password: 'locked',
      },
      files: [
        {
          ...{ path: FILE, state: 'read', fingerprints: [PRINT] },
          parts: [
            { path: '/' },
            { path: '/home', mode: 0o755, owner: 'root' },
            { path: '/home/deploy', mode: 0o700 },
            { path: '/home/deploy/.ssh', mode: 0o2775, gid: 50, group: 'domain users', modifiedS: 1784786871 },
            { path: FILE, kind: 'regular file' },
          ],
          keys: [
            {
              ...{ line: 2, type: 'ssh-ed25519', bits: 256, fingerprint: PRINT },
              options: 'from="10.0.0.0/8",command="say \\"ssh-rsa AAAA\\""',
            },
          ],
        },
      ],
      writers: [{ gid: 50, listed: ['medic', 'alice'], primary: ['deploy'] }],
    })
  })

  it('does not give a fingerprint to a line when ssh-keygen counts other keys', () => {
    const answer = read({ 'keys:file1': `256 ${PRINT} a (ED25519)\n256 ${PRINT} b (ED25519)` })
    expect(answer).toMatchObject({ files: [{ keys: [{ line: 2 }], fingerprints: [PRINT, PRINT] }] })
    expect(JSON.stringify(answer.outcome === 'read' && answer.files[0]?.keys)).not.toContain('SHA256')
  })

  it('knows a file and a home directory that are not there', () => {
    const missing = (path: string) => `${FOLDERS}\nstat: cannot statx '${path}': No such file or directory`
    const answer = read({
      'stat:home': { exit: 1, output: missing('/home/deploy') },
      'stat:file1': { exit: 1, output: missing(FILE) },
      'lines:file1': '',
      'keys:file1': '',
    })
    expect(answer).toMatchObject({ outcome: 'read', files: [{ path: FILE, state: 'missing', keys: [] }] })
    expect(answer).not.toHaveProperty('realHome')
  })

  it.each([
    ['a home directory that hangs', { 'real:home': { exit: 124 } }, 'does not answer'],
    ['a file that hangs', { 'stat:file1': { exit: 124 } }, 'did not answer in time'],
    [
      'a server that does not trust root',
      { 'stat:file1': { exit: 1, output: `stat: cannot statx '${FILE}': Permission denied` } },
      'closed even to root',
    ],
    ['a login without root', { config: { how: 'denied', exit: 255 } }, 'needs root'],
    ['no such user', { passwd: { exit: 2 } }, 'there is no user deploy'],
  ])('is skipped for %s', (_, change, because) => {
    expect(read(change)).toMatchObject({ outcome: 'skipped', because: expect.stringContaining(because) })
  })
})
