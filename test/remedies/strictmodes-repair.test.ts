import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/domain/evidence.ts'
import { answerOf } from '../../src/domain/evidence.ts'
import { strictmodesRepair } from '../../src/remedies/strictmodes-repair.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'

const open = evidenceIn('strictmodes/strictmodes-bookworm.json')
const args = { user: 'deploy', path: '/home/deploy/.ssh' }

function withMode(mode: number): Evidence {
  const files = (answerOf(open, 'user-keys')?.files ?? []).map((file) => ({
    ...file,
    parts: file.parts.map((part) => (part.path === args.path ? { ...part, mode } : part)),
  }))
  return changed(open, 'user-keys', { files })
}

describe('the trouble that strictmodes-repair ends', () => {
  it.each([
    [0o777, '777'],
    [0o770, '770'],
    [0o1702, '1702'],
  ])('holds while others may write: %o', (mode, told) => {
    expect(strictmodesRepair.trouble(withMode(mode), args)).toMatchObject({ state: 'holds', facts: { mode: told } })
  })

  it.each([0o700, 0o755])('is gone when they may not: %o', (mode) => {
    expect(strictmodesRepair.trouble(withMode(mode), args).state).toBe('gone')
  })

  it('is unknown for a path that does not lead to the keys of this user', () => {
    expect(strictmodesRepair.trouble(open, { ...args, path: '/etc/cron.d' }).state).toBe('unknown')
    expect(strictmodesRepair.trouble(open, { ...args, user: 'medic' }).state).toBe('unknown')
  })
})

describe('the commands of strictmodes-repair', () => {
  it('touch this one path, and only take the right to write from it', () => {
    expect(strictmodesRepair.plan(args)).toEqual([['chmod', 'go-w', args.path]])
    expect(strictmodesRepair.undo).toBeUndefined()
  })

  it.each(['/', '.ssh', '/home/../etc', '/home/./x', '/home//x', '/home/x/', '/home/a b', '/home/x\n', '-R'])(
    'are not made for %j',
    (path) => expect(strictmodesRepair.args.safeParse({ ...args, path }).success).toBe(false),
  )
})
