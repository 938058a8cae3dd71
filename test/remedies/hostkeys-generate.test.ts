import { describe, expect, it } from 'vitest'
import type { ServerFile } from '../../src/domain/inside/server.ts'
import { hostkeysGenerate } from '../../src/remedies/hostkeys-generate.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'
import { withUnit } from './units.ts'

const missing = evidenceIn('hostkeys-missing/hostkeys-missing-second-door-bookworm.json')
const paths = ['rsa', 'ecdsa', 'ed25519'].map((type) => `/etc/ssh/ssh_host_${type}_key`)
const there = (path: string, size = 400): ServerFile => ({ path, state: 'there', mode: '600', uid: 0, size })
const withKeys = (...keys: ServerFile[]) => changed(missing, 'server-files', { keys })
const stateIn = (evidence = missing, start: 'none' | 'ssh.service' = 'none') =>
  hostkeysGenerate.trouble(evidence, { start }).state

describe('the trouble that hostkeys-generate ends', () => {
  it('holds while all keys are missing, or empty', () => {
    expect(stateIn()).toBe('holds')
    expect(stateIn(withKeys(...paths.map((path) => there(path, 0))))).toBe('holds')
  })

  it('is gone when they are there, and what was to be started runs', () => {
    const made = withKeys(...paths.map((path) => there(path)))
    expect(stateIn(made)).toBe('gone')
    expect(stateIn(made, 'ssh.service')).toBe('gone')
    expect(stateIn(withUnit(made, 'ssh.service', { activeState: 'failed' }), 'ssh.service')).toBe('unknown')
  })

  it('never takes away keys that it did not make: some that are there are not its matter', () =>
    expect(
      stateIn(withKeys(...paths.slice(1).map((path) => there(path)), { path: paths[0] ?? '', state: 'missing' })),
    ).toBe('unknown'))

  it('is not for keys of other names, nor for what could not be seen', () => {
    expect(stateIn(withKeys({ path: '/etc/ssh/keys/ours', state: 'missing' }))).toBe('unknown')
    expect(stateIn(withKeys(...paths.map((path) => ({ path, state: 'unknown' as const }))))).not.toBe('holds')
    expect(stateIn(changed(missing, 'server-files', undefined))).toBe('unknown')
  })

  it('starts nothing that was stopped rather than failed', () =>
    expect(stateIn(withUnit(missing, 'ssh.service', { activeState: 'inactive' }), 'ssh.service')).toBe('unknown'))
})

describe('the commands of hostkeys-generate', () => {
  it('make what is missing, and take exactly that away', () => {
    expect(hostkeysGenerate.plan({ start: 'none' })).toEqual([['ssh-keygen', '-A']])
    const [undo] = hostkeysGenerate.undo?.({ start: 'none' }) ?? []
    expect(undo?.slice(2).sort()).toEqual(paths.flatMap((path) => [path, `${path}.pub`]).sort())
  })

  it('start sshd again where it had failed', () =>
    expect(hostkeysGenerate.plan({ start: 'ssh.service' }).slice(1)).toEqual([
      ['systemctl', 'reset-failed', 'ssh.service'],
      ['systemctl', 'start', 'ssh.service'],
    ]))

  it('leave the host with keys by itself when the undo lets nobody in', () =>
    expect(hostkeysGenerate.rescue?.({ start: 'none' }, 'undo')).toEqual([['ssh-keygen', '-A']]))
})
