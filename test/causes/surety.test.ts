import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { changed, evidenceIn } from './library.ts'

const findingOf = (evidence: Evidence, id: string) => diagnose(evidence).findings.find(({ cause }) => cause === id)
const sureness = (evidence: Evidence, id: string) => findingOf(evidence, id)?.confidence

describe('the way back to the client', () => {
  const missing = evidenceIn('return-route-missing/return-route-missing-bookworm.json')
  const saying = (error: string) =>
    changed(missing, 'network', ({ routesBack }) => ({ routesBack: routesBack.map(({ from }) => ({ from, error })) }))

  it.each([
    'Network is unreachable',
    'No route to host',
    'Permission denied',
    'ip: RTNETLINK answers: Network is unreachable',
  ])('is missing when the kernel says: %s', (error) =>
    expect(sureness(saying(error), 'return-route-missing')).toBe('proven'),
  )

  it.each(['Invalid argument', 'Operation not supported', 'Command line is not complete. Try option "help"', ''])(
    'is not known when “ip route get” fails otherwise: %s',
    (error) => {
      const { findings, untested } = diagnose(saying(error))
      expect(findings.map(({ cause }) => cause)).not.toContain('return-route-missing')
      expect(untested.map(({ cause }) => cause)).toContain('return-route-missing')
    },
  )
})

describe('the reverse path filter', () => {
  const dropped = evidenceIn('rp-filter-drop/rp-filter-drop-bookworm.json')
  it('is likely at most: its counter is that of the whole host', () =>
    expect(sureness(dropped, 'rp-filter-drop')).toBe('likely'))

  it('is advised upon in the form that sysctl takes for a device with a dot', () => {
    const vlan = changed(dropped, 'network', ({ arrivals, reversePathFilter }) => ({
      arrivals: arrivals.map((one) => ({ ...one, device: 'eth0.100' })),
      reversePathFilter: { ...reversePathFilter, 'eth0.100': 1 },
    }))
    expect(findingOf(vlan, 'rp-filter-drop')?.advice).toContain('net.ipv4.conf.eth0/100.rp_filter=2')
  })
})

describe('a command that was stopped after its time', () => {
  it.each([
    ['directory-outage/directory-outage-trixie.json', 'directory-outage', 'getent passwd maria'],
    ['home-nfs-hang/home-nfs-hang-bookworm.json', 'home-nfs-hang', 'stat -c %F /home/deploy/.'],
  ])('is shown with its exit status: %s', (path, id, command) => {
    const found = findingOf(evidenceIn(path), id)
    expect(found?.confidence).toBe('proven')
    expect(found?.evidence).toContainEqual(expect.objectContaining({ quote: 'exit status 124', command }))
  })

  it('is no proof where it ended by itself', () => {
    const evidence = changed(evidenceIn('home-nfs-hang/home-nfs-hang-bookworm.json'), 'home', ({ commands }) => ({
      commands: commands.map((one) => ({ ...one, exit: 0, output: '' })),
    }))
    expect(findingOf(evidence, 'home-nfs-hang')).toMatchObject({ confidence: 'likely', evidence: [] })
  })
})

describe('PAM’s settings that name what is not there', () => {
  const broken = evidenceIn('pam-broken/pam-broken-trixie.json')
  it('are no cause when our own login has just passed them', () => {
    expect(sureness(broken, 'pam-broken')).toBe('proven')
    const accepted = changed(broken, 'login', () => ({ outcome: 'accepted', user: 'medic' }) as object)
    const passed = changed(accepted, 'script', () => ({ outcome: 'ran', exit: 0, sudo: true }) as object)
    expect(sureness(passed, 'pam-broken')).toBeUndefined()
  })
})

describe('keys of kinds that sshd does not take', () => {
  it('say nothing of those that an authority in the same file vouches for', () => {
    const refused = evidenceIn('pubkey-algorithm-disabled/pubkey-algorithm-disabled-trixie.json')
    const silent = changed(refused, 'sshd-log', () => ({ lines: [] }))
    expect(sureness(silent, 'pubkey-algorithm-disabled')).toBe('proven')
    const authority = changed(silent, 'user-keys', ({ files }) => ({
      files: files.map((file) => ({
        ...file,
        keys: [...file.keys, ...file.keys.map((key) => ({ ...key, options: 'cert-authority,principals="ops"' }))],
      })),
    }))
    expect(sureness(authority, 'pubkey-algorithm-disabled')).toBeUndefined()
  })
})

describe('one look alone', () => {
  it.each([
    ['dpi-drops-ssh/dpi-drops-ssh-bookworm.json', 'dpi-drops-ssh'],
    ['logind-hang/logind-hang-trixie.json', 'logind-hang'],
  ])('is likely, not proven: %s', (path, id) => expect(sureness(evidenceIn(path), id)).toBe('likely'))

  it('is proven by a session that logind just failed', () => {
    const hung = evidenceIn('logind-hang/logind-hang-trixie.json')
    const now = '2026-11-21T11:00:00+00:00'
    const text = 'pam_systemd(sshd:session): Failed to create session: Connection timed out'
    const told = changed(
      changed(hung, 'identity', () => ({ now })),
      'sshd-log',
      ({ lines, commands }) => ({
        lines: [...lines, { at: now, tag: 'sshd-session', text }],
        commands: commands.map((one) => ({ ...one, output: `${one.output}\n${now} web-01 sshd-session[7]: ${text}` })),
      }),
    )
    expect(sureness(told, 'logind-hang')).toBe('proven')
  })
})

describe('what sshd said of a user who is not allowed', () => {
  it('is not quoted from the name that a stranger chose', () => {
    const refused = evidenceIn('user-not-allowed/user-not-allowed-trixie.json')
    const text = `Invalid user User ${refused.user} from 10.0.0.1 not allowed because x from 192.0.2.44 port 4`
    const told = changed(refused, 'sshd-log', () => ({
      lines: [{ at: '2026-11-21T11:00:00+00:00', tag: 'sshd', text }],
      commands: [{ command: 'journalctl', exit: 0, output: `2026-11-21T11:00:00+00:00 web-01 sshd[7]: ${text}` }],
    }))
    const quotes = findingOf(told, 'user-not-allowed')
      ?.evidence.map(({ quote }) => quote)
      .join('\n')
    expect(quotes).not.toContain('Invalid user')
  })
})

describe('start-up files of a shell', () => {
  const ended = evidenceIn('shell-startup/shell-startup-trixie.json')
  it('are judged when they are of the login that ended', () => {
    expect(sureness(ended, 'shell-startup')).toBe('proven')
    expect(findingOf({ ...ended, user: 'maria' }, 'shell-startup')).toBeUndefined()
  })

  it('are likely at most when the session ended otherwise than they say', () => {
    const otherwise = changed(
      ended,
      'script',
      () => ({ error: 'the evidence script did not start (exit 254)' }) as object,
    )
    expect(sureness(otherwise, 'shell-startup')).toBe('likely')
  })
})
