import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { answerOf } from '../../src/domain/evidence.ts'
import type { ConfigCopy } from '../../src/domain/inside/server.ts'
import { sshdConfigRollback } from '../../src/remedies/sshd-config-rollback.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'
import { withComplaint, withUnit } from './units.ts'

const broken = evidenceIn('sshd-config-error/sshd-config-error-second-door-bookworm.json')
const file = '/etc/ssh/sshd_config'
const bak = `${file}.bak`
const args = { file, from: bak, start: 'ssh.service', port: '22' } as const
const stateIn = (evidence = broken, from: string = bak) => sshdConfigRollback.trouble(evidence, { ...args, from }).state
const copy: ConfigCopy = { path: bak, mode: '644', uid: 0, modifiedS: 1, complaint: '' }
const withCopies = (...copies: ConfigCopy[]) => changed(broken, 'sshd-config', { copies })
const offeredFrom = (evidence = broken) => diagnose(evidence).findings[0]?.remedies.map(({ args: { from } }) => from)

describe('the trouble that sshd-config-rollback ends', () => {
  it('holds while sshd refuses the file, and accepts the copy', () => expect(stateIn()).toBe('holds'))

  it('still holds when the file is put back under an sshd that runs', () =>
    expect(stateIn(withUnit(broken, 'ssh.service', { activeState: 'active' }))).toBe('holds'))

  it('is gone when sshd accepts its files, and runs', () => {
    const good = withComplaint(broken, '')
    expect(stateIn(withUnit(good, 'ssh.service', { activeState: 'active' }))).toBe('gone')
    expect(stateIn(good)).toBe('unknown')
  })

  it.each<[string, ConfigCopy[]]>([
    ['there is no copy', []],
    ['sshd refuses the copy, too', [{ ...copy, complaint: `${bak}: line 1: Bad configuration option: X` }]],
    ['others may write the copy', [{ ...copy, mode: '664' }]],
    ['the copy is not root’s', [{ ...copy, uid: 1000 }]],
  ])('is not for it while %s', (_case, copies) => {
    expect(stateIn(withCopies(...copies))).toBe('unknown')
    expect(offeredFrom(withCopies(...copies))).toEqual([])
  })

  it('is not for an error in another file', () =>
    expect(stateIn(withComplaint(broken, '/etc/ssh/sshd_config.d/a.conf: line 1: Bad configuration option: X'))).toBe(
      'unknown',
    ))
})

describe('the copy that is offered', () => {
  const own = { ...copy, path: '/usr/share/openssh/sshd_config', modifiedS: 9 }

  it('was tested on the host, next to the package’s own', () => {
    expect(answerOf(broken, 'sshd-config')?.copies?.map(({ path }) => path)).toEqual([bak, own.path])
    expect(offeredFrom()).toEqual([bak])
  })

  it('is the newest beside the file, else the package’s own', () => {
    const older = { ...copy, path: `${file}.old`, modifiedS: 0 }
    expect(offeredFrom(withCopies(older, copy, own))).toEqual([bak])
    expect(offeredFrom(withCopies(own))).toEqual([own.path])
  })
})

describe('the commands of sshd-config-rollback', () => {
  it('keep the file aside before they put the copy in its place', () => {
    expect(sshdConfigRollback.plan(args)).toEqual([
      ['ln', '-T', file, `${file}.ssh-medic`],
      ['install', '-o', 'root', '-g', 'root', '-m', '644', '-T', bak, file],
      ['systemctl', 'reset-failed', 'ssh.service'],
      ['systemctl', 'start', 'ssh.service'],
    ])
  })

  it('put it back, by the undo or by the host itself, and stop nothing', () => {
    expect(sshdConfigRollback.undo?.(args)).toEqual([['mv', '-f', '-T', `${file}.ssh-medic`, file]])
    expect(sshdConfigRollback.rescue?.(args, 'do')).toEqual(sshdConfigRollback.undo?.(args))
    expect(sshdConfigRollback.rescue?.(args, 'undo')).toBeUndefined()
  })

  it.each([
    { file: '/etc/shadow' },
    { file: '/etc/ssh/sshd_config.d/../ssh_host_rsa_key' },
    { from: '/tmp/sshd_config' },
    { from: '/etc/ssh/ssh_host_rsa_key' },
    { file: '/etc/ssh/sshd_config.d/a.conf', from: '/etc/ssh/sshd_config.d/b.conf.bak' },
    { file: '/etc/ssh/sshd_config.d/a.conf', from: '/usr/share/openssh/sshd_config' },
    { from: '/etc/ssh/sshd_config.d/b.conf.bak' },
  ])('are not made for %o', (change) =>
    expect(sshdConfigRollback.args.safeParse({ ...args, ...change }).success).toBe(false),
  )
})
