import { describe, expect, it } from 'vitest'
import { answerOf } from '../../src/domain/evidence.ts'
import { hostkeysModes } from '../../src/remedies/hostkeys-modes.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'
import { withUnit } from './units.ts'

const open = evidenceIn('hostkeys-bad-modes/hostkeys-bad-modes-second-door-trixie.json')
const KEY = '/etc/ssh/ssh_host_ed25519_key'
const args = { keys: `${KEY},/etc/ssh/ssh_host_rsa_key`, start: 'ssh.service', port: '22' } as const
const stateIn = (evidence = open, keys: string = args.keys) => hostkeysModes.trouble(evidence, { ...args, keys })
const closed = changed(open, 'server-files', {
  keys: (answerOf(open, 'server-files')?.keys ?? []).map(({ path }) => ({
    ...{ path, state: 'there', mode: '600', uid: 0, size: 400 },
  })) as never,
})

describe('the trouble that hostkeys-modes ends', () => {
  it('holds while others may read one of the keys', () => {
    expect(stateIn()).toMatchObject({ state: 'holds', facts: { [KEY]: '644' } })
  })

  it('is gone when none is open, and what was to be started runs', () => {
    expect(stateIn(withUnit(closed, 'ssh.service', { activeState: 'active' })).state).toBe('gone')
    expect(stateIn(closed).state).toBe('unknown')
  })

  it('is unknown for a file that sshd would not load', () =>
    expect(stateIn(open, '/etc/ssh/ssh_host_dsa_key').state).toBe('unknown'))
})

describe('the commands of hostkeys-modes', () => {
  it('change these keys alone, and tell no way back: nobody wants private keys open', () => {
    expect(hostkeysModes.plan({ ...args, start: 'none' })).toEqual([['chmod', '600', KEY, '/etc/ssh/ssh_host_rsa_key']])
    expect(hostkeysModes.undo).toBeUndefined()
  })

  it.each([`${KEY},/etc/shadow`, '/etc/ssh/../shadow', `${KEY} /etc/shadow`, '/etc/ssh/ssh_host_rsa_key.pub', ''])(
    'are not made for %j',
    (keys) => expect(hostkeysModes.args.safeParse({ ...args, keys }).success).toBe(false),
  )
})
