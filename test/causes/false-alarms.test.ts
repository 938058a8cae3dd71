import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { changed, evidenceIn } from './library.ts'

const findingsOf = (evidence: Evidence) =>
  Object.fromEntries(diagnose(evidence).findings.map(({ cause, confidence }) => [cause, confidence]))

const KEYS_FROM = '/opt/aws/bin/eic_run_authorized_keys'
const withKeysFrom = (evidence: Evidence) =>
  changed(evidence, 'sshd-config', ({ effective }) => ({
    effective: { ...effective, authorizedkeyscommand: [`${KEYS_FROM} %u %f`], authorizedkeyscommanduser: ['nobody'] },
  }))

describe('a key that is not authorised, beside a program for keys that others could change', () => {
  const strange = withKeysFrom(evidenceIn('key-not-authorized/key-not-authorized-verbose-trixie.json'))
  it('is the answer, too, where that program ends with 22 for everybody whom it has no key for', () => {
    const text = `AuthorizedKeysCommand ${KEYS_FROM} deploy SHA256:x failed, status 22`
    const told = changed(strange, 'sshd-log', ({ lines }) => ({
      lines: lines.flatMap((line) => (line.text.startsWith('Failed publickey') ? [{ ...line, text }, line] : [line])),
    }))
    expect(findingsOf(told)).toMatchObject({ 'authorized-keys-command': 'possible', 'key-not-authorized': 'likely' })
  })

  const part = { path: KEYS_FROM, kind: 'regular file', mode: 0o777, uid: 0, gid: 0, modifiedS: 0 }
  const evidence = changed(strange, 'user-keys', () => ({
    keysCommand: { path: KEYS_FROM, state: 'read' as const, parts: [{ ...part, owner: 'root', group: 'root' }] },
  }))

  it('is the answer: what is merely possible hides nothing that is surer', () => {
    expect(findingsOf(evidence)).toMatchObject({
      'authorized-keys-command': 'possible',
      'key-not-authorized': 'likely',
    })
    expect(diagnose(evidence).findings[0]).toMatchObject({ cause: 'key-not-authorized' })
  })
})

describe('a host whose sshd tells no setting: its files have an error, or it is idle and has no /run/sshd', () => {
  const locked = changed(evidenceIn('account-locked/account-locked-bookworm.json'), 'account-state', () => ({
    accountExpires: 'Nov 01, 2026',
  }))
  const mute = changed(locked, 'sshd-config', ({ outcome, commands }) => ({ outcome, commands, global: {} }))
  const evidence = { ...mute, observations: mute.observations.map(withoutEffective) }

  it.each(['account-locked', 'account-expired'])('leaves %s untested: nobody knows of UsePAM', (id) => {
    const { findings, untested, ruledOut } = diagnose(evidence)
    expect(findings.map(({ cause }) => cause)).not.toContain(id)
    expect(ruledOut).not.toContain(id)
    expect(untested).toContainEqual(expect.objectContaining({ cause: id, because: expect.stringContaining('sshd') }))
  })

  it('does not rule out that root is kept out', () => {
    expect(diagnose({ ...evidence, user: 'root' }).untested.map(({ cause }) => cause)).toContain('permit-root-login')
  })
})

function withoutEffective(one: Evidence['observations'][number]): Evidence['observations'][number] {
  if (one.observation !== 'sshd-config' || one.outcome !== 'read') return one
  const { effective, ...rest } = one
  return rest
}

describe('a host that keeps PAM’s modules where we do not look', () => {
  it.each([[], ['pam_duo.so']].map((modules) => ({ modules })))('misses none of them: $modules', ({ modules }) => {
    const evidence = evidenceIn('pam-access/pam-access-bookworm.json')
    expect(findingsOf(changed(evidence, 'pam', () => ({ modules })))).not.toHaveProperty('pam-broken')
  })
})

describe('advice on a folder above the home', () => {
  const adviceFor = (path: string, id: string, change: object) => {
    const evidence = changed(evidenceIn(path), 'user-keys', ({ files }) => ({
      ...(id === 'strictmodes' && { home: '/srv/deploy', realHome: '/srv/deploy' }),
      files: files.map((file) => ({
        ...file,
        parts: file.parts.map((part) => (part.path === '/home' ? { ...part, ...change } : part)),
      })),
    }))
    return diagnose(evidence).findings.find(({ cause }) => cause === id)?.advice
  }

  it('does not give it to the user', () => {
    const others = { uid: 1005, owner: 'maria', mode: 0o755 }
    expect(adviceFor('key-not-authorized/key-not-authorized-trixie.json', 'strictmodes', others)).toBe(
      'sudo chown root /home',
    )
    const closed = adviceFor(
      'authorized-keys-unreadable/authorized-keys-unreadable-trixie.json',
      'authorized-keys-unreadable',
      { mode: 0o700 },
    )
    expect(closed).toContain('sudo chmod o+x /home ')
  })
})

describe('a file with more keys than fingerprints were read of', () => {
  it.each(['verbose', 'own'])('does not prove that a key is not among them: %s', (kind) => {
    const evidence = evidenceIn(`key-not-authorized/key-not-authorized-${kind}-trixie.json`)
    expect(findingsOf(evidence)).toMatchObject({ 'key-not-authorized': 'proven' })
    const cut = changed(evidence, 'user-keys', ({ files }) => ({
      files: files.map((file) => ({ ...file, fingerprints: [] })),
    }))
    expect(findingsOf(cut)['key-not-authorized']).not.toBe('proven')
  })
})

describe('a mistyped user on a host with an sssd that nobody set up', () => {
  it.each([
    ['inactive', 'possible'],
    ['failed', 'likely'],
  ])('is told from an outage: %s', (activeState, confidence) => {
    const outage = evidenceIn('directory-outage/directory-outage-trixie.json')
    const evidence = changed(outage, 'directory', () => ({
      sources: ['files', 'sss'],
      lookup: 'unknown' as const,
      services: [{ id: 'sssd.service', activeState, result: 'success' }],
    }))
    expect(findingsOf(evidence)).toMatchObject({ 'directory-outage': confidence })
  })
})

describe('a reset of a peer that sshd does not know any more', () => {
  it('may be that of any scanner', () => {
    const evidence = evidenceIn('middlebox-reset/middlebox-reset-trixie.json')
    expect(findingsOf(evidence)).toMatchObject({ 'middlebox-reset': 'likely' })
  })
})

const pamLine = (facility: 'auth' | 'session', module: string) => ({
  ...{
    file: 'common',
    line: 30,
    facility,
    control: 'optional',
    module,
    args: [],
    text: `${facility} optional ${module}`,
  },
})
const withPam = (evidence: Evidence, facility: 'auth' | 'session', module: string) =>
  changed(evidence, 'pam', ({ stack }) => ({ stack: [...stack, pamLine(facility, module)] }))
const withSettings = (evidence: Evidence, settings: Record<string, string[]>) =>
  changed(evidence, 'sshd-config', ({ effective }) => ({ effective: { ...effective, ...settings } }))

describe('a home that is not there', () => {
  const homeless = evidenceIn('authorized-keys-unreadable/authorized-keys-unreadable-home-trixie.json')
  const remote = changed(
    homeless,
    'user-keys',
    ({ password: _, ...rest }) => ({ ...rest, password: undefined }) as object,
  )

  it.each(['pam_mkhomedir.so', 'pam_oddjob_mkhomedir.so'])(
    'is no fault where %s makes it at the first login',
    (module) => {
      expect(findingsOf(remote)).toMatchObject({ 'authorized-keys-unreadable': 'proven' })
      expect(findingsOf(withPam(remote, 'session', module))).not.toHaveProperty('authorized-keys-unreadable')
      const ticket = withSettings(withPam(homeless, 'session', module), { gssapiauthentication: ['yes'] })
      expect(findingsOf(ticket)).not.toHaveProperty('authorized-keys-unreadable')
    },
  )

  it('keeps out who has nothing but a key, even so', () => {
    const alone = withSettings(withPam(remote, 'session', 'pam_mkhomedir.so'), { passwordauthentication: ['no'] })
    expect(findingsOf(alone)).toMatchObject({ 'authorized-keys-unreadable': 'proven' })
  })
})

describe('a user without a key where people come with a ticket of Kerberos', () => {
  const keyless = withSettings(evidenceIn('key-not-authorized/key-not-authorized-none-bookworm.json'), {
    gssapiauthentication: ['yes'],
  })
  const tickets = changed(keyless, 'sshd-log', ({ lines }) => ({
    lines: [
      ...lines,
      {
        at: '2026-11-21T11:20:00+00:00',
        tag: 'sshd-session',
        text: 'Accepted gssapi-with-mic for maria from 10.0.0.9 port 4 ssh2: maria@EXAMPLE.ORG',
      },
    ],
  }))

  it('lacks nothing', () => expect(findingsOf(tickets)).not.toHaveProperty('key-not-authorized'))
  it('may lack it where nobody ever came with one', () =>
    expect(findingsOf(keyless)).toHaveProperty('key-not-authorized'))
})

it('does not call a password wrong for a local lock alone where PAM asks Kerberos too', () => {
  const locked = evidenceIn('account-locked/account-locked-password-bookworm.json')
  expect(findingsOf(withPam(locked, 'auth', 'pam_krb5.so'))).toMatchObject({
    'wrong-password': 'likely',
    'account-locked': 'possible',
  })
})
