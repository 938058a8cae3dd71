import { describe, expect, it } from 'vitest'
import { type UserKeys, verdictsOn } from '../../../src/causes/reading/key-files.ts'
import type { GroupMembers, PathPart } from '../../../src/domain/inside/login.ts'

const HOME = '/home/deploy'
const FILE = `${HOME}/.ssh/authorized_keys`
const part = (path: string, mode: number, change: Partial<PathPart> = {}): PathPart => ({
  ...{ path, mode, uid: 1001, gid: 1001, owner: 'deploy', group: 'deploy', modifiedS: 0 },
  kind: path === FILE ? 'regular file' : 'directory',
  ...change,
})
const root = { uid: 0, gid: 0, owner: 'root', group: 'root' }

function verdict(
  change: Record<string, Partial<PathPart>>,
  { writers = [], ownGroupMayWrite = true, strict = true, groups = ['deploy'] }: Circumstance = {},
) {
  const modes = { '/': 0o755, '/home': 0o755, [HOME]: 0o755, [`${HOME}/.ssh`]: 0o700, [FILE]: 0o600 }
  const parts = Object.entries(modes).map(([path, mode]) =>
    part(path, mode, { ...(path === '/' || path === '/home' ? root : {}), ...change[path] }),
  )
  const file = { path: FILE, state: 'read' as const, parts, fingerprints: [], keys: [KEY] }
  const keys: UserKeys = {
    ...{ observation: 'user-keys', outcome: 'read', at: '', ms: 0, commands: [], user: 'deploy', uid: 1001 },
    ...{ home: HOME, realHome: HOME, files: [file], writers },
  }
  return verdictsOn(keys, { groups, strict, ownGroupMayWrite })[0]
}
interface Circumstance {
  writers?: GroupMembers[]
  ownGroupMayWrite?: boolean
  strict?: boolean
  groups?: string[]
}
const KEY = { line: 1, options: '', type: 'ssh-ed25519', text: '' }
const alone: GroupMembers[] = [{ gid: 1001, listed: [], primary: ['deploy'] }]
const shared: GroupMembers[] = [{ gid: 1001, listed: ['medic'], primary: ['deploy'] }]

describe('StrictModes', () => {
  it('is content with what useradd makes', () => {
    expect(verdict({})).toMatchObject({ verdict: 'usable' })
  })

  it.each([
    ['everybody may write to the home directory', { [HOME]: { mode: 0o757 } }, HOME],
    ['the file belongs to another user', { [FILE]: { uid: 1002, mode: 0o644 } }, FILE],
  ])('refuses when %s', (_, change, path) => {
    expect(verdict(change)).toMatchObject({ verdict: 'unsafe', part: { path } })
  })

  it('does not look above the home directory, and not at all when it is off', () => {
    expect(verdict({ '/home': { mode: 0o777 } })).toMatchObject({ verdict: 'usable' })
    expect(verdict({ [HOME]: { mode: 0o777 } }, { strict: false })).toMatchObject({ verdict: 'usable' })
  })

  it('lets the user’s own group write on Debian, when nobody else is in it', () => {
    const writable = { [HOME]: { mode: 0o775 } }
    expect(verdict(writable, { writers: alone })).toMatchObject({ verdict: 'usable' })
    expect(verdict(writable, { writers: shared })).toMatchObject({ verdict: 'unsafe' })
    expect(verdict(writable)).toMatchObject({ verdict: 'unsafe' })
    expect(verdict(writable, { writers: alone, ownGroupMayWrite: false })).toMatchObject({ verdict: 'unsafe' })
  })
})

describe('opening the file as the user', () => {
  it('fails at a folder of root that is closed, before anything else is looked at', () => {
    const closed = { [`${HOME}/.ssh`]: { ...root, mode: 0o700 } }
    expect(verdict(closed)).toMatchObject({ verdict: 'unreadable', part: { path: `${HOME}/.ssh` }, certain: true })
  })

  it('works by the rights of a group, or of others', () => {
    const byGroup = { [FILE]: { ...root, gid: 50, group: 'staff', mode: 0o640 } }
    expect(verdict(byGroup, { groups: ['staff'] })).toMatchObject({ verdict: 'usable' })
    expect(verdict(byGroup)).toMatchObject({ verdict: 'unreadable' })
    expect(verdict({ [FILE]: { ...root, mode: 0o644 } })).toMatchObject({ verdict: 'usable' })
  })
})
