import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

describe('sessions', () => {
  it.each([
    [
      '203.0.113.7 40022 10.0.0.5 22',
      { source: '203.0.113.7', sourcePort: 40022, destination: '10.0.0.5', destinationPort: 22 },
    ],
    ['nonsense', undefined],
  ])('knows by which connection it was asked: %s', (said, ours) => {
    const answer = reading('sessions', { ss: '', ours: said })
    expect(answer.outcome === 'read' && answer.ours).toEqual(ours)
  })
})

describe('tcp-wrappers', () => {
  it('joins continued lines, skips comments and keeps the line where a rule begins', () => {
    const deny =
      '# sshd: 10.0.0.1\n\nsshd, in.telnetd : 203.0.113.0/255.255.255.0, \\\n  [2001:db8::]/32 : spawn /bin/true\nALL: ALL EXCEPT LOCAL'
    expect(reading('tcp-wrappers', { linked: '/usr/sbin/sshd', 'hosts.deny': deny })).toMatchObject({
      linked: true,
      rules: [
        {
          file: 'hosts.deny',
          line: 3,
          daemons: ['sshd', 'in.telnetd'],
          clients: ['203.0.113.0/255.255.255.0', '[2001:db8::]/32'],
          options: ['spawn /bin/true'],
        },
        { line: 5, daemons: ['ALL'], clients: ['ALL', 'EXCEPT', 'LOCAL'], options: [] },
      ],
    })
  })

  it('knows an sshd without libwrap', () => {
    expect(reading('tcp-wrappers', { linked: { exit: 1 } })).toMatchObject({ linked: false, rules: [] })
  })
})

describe('fail2ban', () => {
  it('knows a server that does not run', () => {
    const output = 'ERROR   Failed to access socket path: /var/run/fail2ban/fail2ban.sock. Is fail2ban running?'
    expect(
      reading('fail2ban', { 'fail2ban-client.path': '/usr/bin/fail2ban-client', banned: { output, exit: 255 } }),
    ).toMatchObject({ installed: true, running: false })
  })

  it('knows a host without it', () => {
    expect(reading('fail2ban', { 'fail2ban-client.path': { exit: 1 } })).toMatchObject({
      outcome: 'read',
      installed: false,
      running: false,
    })
  })

  it('reads the jails of versions that know no "banned"', () => {
    const answer = reading('fail2ban', {
      banned: { output: "ERROR  NOK: ('Invalid command',)", exit: 255 },
      status: 'Status\n|- Number of jail:\t1\n`- Jail list:\tsshd',
      'jail:sshd':
        'Status for the jail: sshd\n`- Actions\n   |- Currently banned:\t2\n   `- Banned IP list:\t203.0.113.7 2001:db8::7',
    })
    expect(answer).toMatchObject({
      running: true,
      jails: [{ name: 'sshd', banned: [{ address: '203.0.113.7' }, { address: '2001:db8::7' }] }],
    })
  })
})

describe('fail2ban of a client that was banned again and again', () => {
  const ignoredBy = (ignored: string | { output: string; exit: number }) => {
    const answer = reading(
      'fail2ban',
      { banned: "[{'sshd': []}, {'recidive': []}]", 'ignored:sshd': ignored },
      { client: '203.0.113.7' },
    )
    return answer.outcome === 'read' ? answer.jails.map(({ ignoresClient }) => ignoresClient) : undefined
  }

  it.each([
    ['the address', 'These IP addresses/networks are ignored:\n|- 127.0.0.0/8\n`- 203.0.113.7', true],
    ['a network of it', 'These IP addresses/networks are ignored:\n`- 203.0.113.0/24', true],
    ['others', 'These IP addresses/networks are ignored:\n`- 203.0.113.70', false],
    ['nobody', 'No IP address/network is ignored', false],
  ])('knows a jail that ignores %s', (_case, output, ignores) => {
    expect(ignoredBy(output)).toEqual([ignores, undefined])
  })

  it('does not know of a jail that did not answer', () => {
    expect(ignoredBy({ output: '', exit: 124 })).toEqual([undefined, undefined])
  })
})

describe('account', () => {
  it('tells "no such user" from a directory that does not answer', () => {
    expect(reading('account', { passwd: { exit: 2 } }, { user: 'ghost' })).toMatchObject({
      outcome: 'read',
      exists: false,
      groups: [],
    })
    expect(
      reading('account', { passwd: { exit: 124, command: 'getent passwd ghost' } }, { user: 'ghost' }),
    ).toMatchObject({
      outcome: 'skipped',
      because: '"getent passwd ghost" did not answer in time',
    })
  })
})

describe('units', () => {
  it('joins the addresses of a socket, and names an alias once', () => {
    const unit = 'Id=ssh.socket\nListen=0.0.0.0:22 (Stream)\nListen=[::]:22 (Stream)\nActiveState=active'
    expect(reading('units', { show: `${unit}\n\n${unit}` })).toMatchObject({
      units: [{ id: 'ssh.socket', listen: '0.0.0.0:22 (Stream) [::]:22 (Stream)', mainPid: 0 }],
    })
  })

  it('says so where systemd does not run', () => {
    const output = "System has not been booted with systemd as init system (PID 1). Can't operate."
    expect(reading('units', { show: { output, exit: 1 } })).toMatchObject({
      outcome: 'skipped',
      because: expect.stringContaining('not been booted with systemd'),
    })
  })
})

describe('listeners', () => {
  it.each([
    [
      'ss',
      'LISTEN 3 128 127.0.0.1%lo:22 0.0.0.0:* users:(("sshd",pid=140,fd=3),("systemd",pid=1,fd=9))',
      { address: '127.0.0.1', port: 22, recvQ: 3, sendQ: 128, process: 'sshd', pid: 140 },
    ],
    ['ss', 'LISTEN 0 128 [::]:2222 [::]:*', { address: '::', port: 2222, recvQ: 0, sendQ: 128 }],
    ['ss', 'LISTEN 0 128 *:22 *:*', { address: '*', port: 22 }],
    ['netstat', 'tcp 0 0 :::22 :::* LISTEN 140/sshd', { address: '::', port: 22, process: 'sshd', pid: 140 }],
  ])('reads a line of %s', (tool, line, expected) => {
    expect(reading('listeners', { [tool]: line })).toMatchObject({ listeners: [expected] })
  })

  it('gives a port that a session forwards to that session', () => {
    const ss = [
      'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=140,fd=3))',
      'LISTEN 0 128 0.0.0.0:8022 0.0.0.0:* users:(("sshd",pid=207,fd=9))',
    ].join('\n')
    const titles =
      '140 sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups\n201 sshd: deploy [priv]\n207 sshd: deploy@notty'
    expect(reading('listeners', { ss, titles })).toMatchObject({
      listeners: [
        { port: 22, process: 'sshd' },
        { port: 8022, process: 'sshd-session' },
      ],
    })
  })
})

describe('sshd-log', () => {
  it('reads the journal and traditional syslog, in order and once each', () => {
    const refused =
      '2026-11-21T05:49:28+0000 web-01 sshd[9]: refused connect from ::ffff:203.0.113.7 (::ffff:203.0.113.7)'
    const earlier = '2026-11-21T05:49:27+00:00 web-01 sshd-session[9]: error: PAM: Authentication failure'
    expect(
      reading('sshd-log', { journal: `${refused}\n-- Boot abc --`, named: `${earlier}\n${refused}` }),
    ).toMatchObject({
      lines: [
        { at: '2026-11-21T05:49:27+00:00', tag: 'sshd-session', text: 'error: PAM: Authentication failure' },
        { at: '2026-11-21T05:49:28+00:00', tag: 'sshd' },
      ],
    })
    expect(
      reading('sshd-log', {
        journal: '',
        'file:/var/log/auth.log': 'Nov  1 05:49:27 web-01 sshd[9]: fatal: x\nNov  1 05:49:27 web-01 cron[9]: error',
      }),
    ).toMatchObject({
      lines: [{ at: 'Nov  1 05:49:27', tag: 'sshd', text: 'fatal: x' }],
    })
  })

  it('does not take a journal that it may not read for an empty one', () => {
    const output = 'Hint: You are currently not seeing messages from other users and the system.\n'
    expect(reading('sshd-log', { journal: output })).toMatchObject({
      outcome: 'skipped',
      because: expect.stringContaining('systemd-journal'),
    })
  })

  it('keeps lines about the client and the user, whatever they say', () => {
    const output =
      '2026-11-21T05:49:27+0000 web-01 sshd[9]: Connection from 203.0.113.7 port 4\n2026-11-21T05:49:28+0000 web-01 sshd[9]: Connection from 10.0.0.1 port 4'
    expect(reading('sshd-log', { journal: output }, { client: '203.0.113.7' })).toMatchObject({
      lines: [{ text: 'Connection from 203.0.113.7 port 4' }],
    })
  })
})
