import { describe, expect, it } from 'vitest'
import { answerOf, type Evidence } from '../../src/domain/evidence.ts'
import { privsepDir } from '../../src/remedies/privsep-dir.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'
import { withUnit } from './units.ts'

const missing = evidenceIn('privsep-dir-missing/privsep-dir-missing-second-door-bookworm.json')
const stopped = evidenceIn('sshd-stopped/sshd-stopped-second-door-bookworm.json')
const args = { path: '/run/sshd', start: 'none', port: '22' } as const
const stateIn = (evidence: Evidence, start: 'none' | 'ssh.service' = 'none') =>
  privsepDir.trouble(evidence, { ...args, start }).state

function withFolder(): Evidence {
  const files = answerOf(missing, 'server-files')
  if (!files) throw new Error('the recording has no server-files')
  const { missingFolder: _, ...rest } = files
  return { ...missing, observations: missing.observations.map((one) => (one === files ? rest : one)) as never }
}

describe('the trouble that privsep-dir ends', () => {
  it('holds while an sshd that runs misses its folder', () => expect(stateIn(missing)).toBe('holds'))
  it('is gone when it is there', () => expect(stateIn(withFolder())).toBe('gone'))
  it('is nothing while systemd has sshd stopped, which makes the folder itself', () => {
    expect(answerOf(stopped, 'server-files')?.missingFolder).toBe('/run/sshd')
    expect(stateIn(stopped)).toBe('unknown')
    expect(stateIn(withUnit(stopped, 'ssh.service', { activeState: 'failed' }), 'ssh.service')).toBe('unknown')
  })

  it('holds for a service that failed, and makes no folder', () => {
    const own = withUnit(changed(stopped, 'server-files', { runtimeFolders: [] }), 'ssh.service', {
      activeState: 'failed',
    })
    expect(stateIn(own, 'ssh.service')).toBe('holds')
  })

  it('is unknown for another folder', () =>
    expect(privsepDir.trouble(missing, { ...args, path: '/var/empty' }).state).toBe('unknown'))
})

describe('the commands of privsep-dir', () => {
  it('make the folder for root alone to write, and take it away while it is empty', () => {
    expect(privsepDir.plan(args)).toEqual([['install', '-d', '-o', 'root', '-g', 'root', '-m', '755', '/run/sshd']])
    expect(privsepDir.undo?.(args)).toEqual([['rmdir', '/run/sshd']])
    expect(privsepDir.rescue?.(args, 'undo')).toEqual(privsepDir.plan(args))
    expect(privsepDir.rescue?.(args, 'do')).toBeUndefined()
  })

  it.each(['/run', '/run/sshd/..', '/etc', 'run/sshd'])('are not made for %j', (path) =>
    expect(privsepDir.args.safeParse({ ...args, path }).success).toBe(false),
  )
})
