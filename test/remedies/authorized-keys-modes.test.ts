import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { answerOf, type Evidence } from '../../src/domain/evidence.ts'
import type { PathPart } from '../../src/domain/inside/login.ts'
import { authorizedKeysModes } from '../../src/remedies/authorized-keys-modes.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'

const closed = evidenceIn('authorized-keys-unreadable/authorized-keys-unreadable-trixie.json')
const path = '/home/deploy/.ssh'
const args = { user: 'deploy', path, right: 'o+x' } as const
const stateIn = (evidence = closed, change: object = {}) =>
  authorizedKeysModes.trouble(evidence, { ...args, ...change }).state

function withPart(of: string, change: Partial<PathPart>, evidence: Evidence = closed): Evidence {
  const files = (answerOf(evidence, 'user-keys')?.files ?? []).map((file) => ({
    ...file,
    parts: file.parts.map((part) => (part.path === of ? { ...part, ...change } : part)),
  }))
  return changed(evidence, 'user-keys', { files })
}

describe('the trouble that authorized-keys-modes ends', () => {
  it('holds while the user lacks that right, and is gone when it is there', () => {
    expect(stateIn()).toBe('holds')
    expect(stateIn(withPart(path, { mode: 0o701 }))).toBe('gone')
  })

  it('is unknown for a path that does not lead to the keys of this user, or a right that is of no use there', () => {
    expect(stateIn(closed, { path: '/root' })).toBe('unknown')
    expect(stateIn(closed, { user: 'medic' })).toBe('unknown')
    expect(stateIn(closed, { right: 'u+r' })).toBe('unknown')
  })
})

describe('what is offered to open a folder', () => {
  const offered = (evidence = closed) => diagnose(evidence).findings[0]?.remedies.map((one) => one.args)

  it('is the one right that counts for the user', () => {
    const { uid } = answerOf(closed, 'user-keys') ?? { uid: -1 }
    expect(offered()).toEqual([args])
    expect(offered(withPart(path, { uid, owner: 'deploy', mode: 0o600 }))).toEqual([{ ...args, right: 'u+x' }])
    expect(offered(withPart(path, { group: 'deploy', mode: 0o700 }))).toEqual([{ ...args, right: 'g+x' }])
  })
})

describe('the commands of authorized-keys-modes', () => {
  it('give this one right, and take it back', () => {
    expect(authorizedKeysModes.plan(args)).toEqual([['chmod', 'o+x', path]])
    expect(authorizedKeysModes.undo?.(args)).toEqual([['chmod', 'o-x', path]])
  })

  it.each(['o+w', 'u+s', 'o+r', 'a+x', '777', '-R'])('never give %j', (right) =>
    expect(authorizedKeysModes.args.safeParse({ ...args, right }).success).toBe(false),
  )
})
