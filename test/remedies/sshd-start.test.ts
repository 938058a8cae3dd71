import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { sshdStart } from '../../src/remedies/sshd-start.ts'
import { evidenceIn } from '../causes/library.ts'
import { changed } from './observations.ts'
import { withComplaint, withSshdOn, withUnit } from './units.ts'

const stopped = evidenceIn('sshd-stopped/sshd-stopped-second-door-trixie.json')
const args = { unit: 'ssh.service', port: '22' } as const
const stateIn = (evidence = stopped) => sshdStart.trouble(evidence, args)

describe('the trouble that sshd-start ends', () => {
  it('holds while the unit is inactive, nobody listens, and sshd -t misses only what systemd makes', () => {
    expect(stateIn()).toMatchObject({ state: 'holds', facts: { is: 'inactive' } })
  })

  it('is gone when sshd listens on that port', () => {
    expect(stateIn(withSshdOn(stopped, 22)).state).toBe('gone')
  })

  it.each([
    ['another program has the port', withSshdOn(stopped, 22, 'nginx')],
    ['it has failed', withUnit(stopped, 'ssh.service', { activeState: 'failed' })],
    ['it is masked', withUnit(stopped, 'ssh.service', { loadState: 'masked' })],
    ['it runs, and listens elsewhere', withUnit(stopped, 'ssh.service', { activeState: 'active' })],
    ['there is no such unit', withUnit(stopped, 'ssh.service', { loadState: 'not-found' })],
    ['sshd -t finds an error', withComplaint(stopped, '/etc/ssh/sshd_config: line 3: Bad configuration option: X')],
    ['sshd misses a folder that nobody makes', changed(stopped, 'server-files', { runtimeFolders: [] })],
    ['a flag file forbids it', changed(stopped, 'units', { notToBeRun: true })],
    ['nobody asked sshd', changed(stopped, 'sshd-config', undefined)],
    ['nobody asked systemd', changed(stopped, 'units', undefined)],
  ])('is not for it while %s', (_case, evidence) => expect(stateIn(evidence).state).toBe('unknown'))
})

describe('sshd-start', () => {
  it('starts the unit; the undo stops it, and the host starts it by itself if that lets nobody in', () => {
    expect(sshdStart.plan(args)).toEqual([['systemctl', 'start', 'ssh.service']])
    expect(sshdStart.undo?.(args)).toEqual([['systemctl', 'stop', 'ssh.service']])
    expect(sshdStart.rescue?.(args, 'do')).toBeUndefined()
    expect(sshdStart.rescue?.(args, 'undo')).toEqual(sshdStart.plan(args))
  })

  it.each(['nginx.service', 'ssh.service nginx.service', 'ssh', '--now', 'ssh.target'])('takes no %j', (unit) =>
    expect(sshdStart.args.safeParse({ ...args, unit }).success).toBe(false),
  )

  it('is offered by what we got in to see, and not while sshd would not start', () => {
    const offered = (evidence = stopped) => diagnose(evidence).findings[0]?.remedies.map(({ id }) => id)
    expect(offered()).toEqual(['sshd-start'])
    expect(offered(withComplaint(stopped, 'Privilege separation user sshd does not exist'))).toEqual([])
  })
})
