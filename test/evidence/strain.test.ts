import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

const listener = (startups: string) =>
  `1 0 4026533010 Ss do_epoll_wait /lib/systemd/systemd\n43 1 4026533010 Ss poll_schedule_timeout sshd: /usr/sbin/sshd -D [listener] ${startups} startups`

describe('sshd-process', () => {
  it('reads how near the listener is to its limits', () => {
    const answer = reading('sshd-process', {
      ps: listener('2 of 2-3'),
      'limits:43': 'Max open files            5                    20000                files     ',
      'fds:43': '0\n1\n2\n3\n4',
      'pids:43':
        '/sys/fs/cgroup/pids/x/pids.max:4\n/sys/fs/cgroup/pids/x/pids.current:1\n/sys/fs/cgroup/pids/x/pids.events:max 5',
    })
    expect(answer).toMatchObject({
      processes: [
        {
          startups: { now: 2, begin: 2, full: 3 },
          files: { open: 5, limit: 5 },
          tasks: { now: 1, limit: 4, refused: 5 },
        },
      ],
    })
  })

  it('leaves out what may not be read, and a limit that is none', () => {
    const answer = reading('sshd-process', {
      ps: listener('0 of 10-100'),
      'limits:43': 'Max open files            1024                 20000                files     ',
      'fds:43': { output: "ls: cannot open directory '/proc/43/fd': Permission denied", exit: 2 },
      'pids:43': '/sys/fs/cgroup/ssh.service/pids.max:max\n/sys/fs/cgroup/ssh.service/pids.current:1',
    })
    const [found] = answer.outcome === 'read' ? answer.processes : []
    expect(found).toMatchObject({ startups: { now: 0, begin: 10, full: 100 } })
    expect(found).not.toHaveProperty('files')
    expect(found).not.toHaveProperty('tasks')
  })
})

describe('resources', () => {
  it('reads the ceilings of the machine, and what went read-only against its fstab', () => {
    const answer = reading('resources', {
      kernel: '12.19 14.46 14.66 13/497 346\ncpu0 1 2\nMemTotal: 100 kB\nMemAvailable: 50 kB',
      ceilings:
        '/proc/sys/fs/file-nr:2580\t0\t2466170\n/proc/sys/kernel/pid_max:4194304\n/proc/sys/kernel/threads-max:192730',
      mounts:
        '/dev/sda1 / ext4 rw,relatime 0 0\n/dev/sda1 / ext4 ro,relatime,errors=remount-ro 0 0\n/dev/sda2 /usr ext4 ro,relatime 0 0\ntmpfs /run tmpfs rw,nosuid 0 0',
      fstab: 'UUID=1 / ext4 errors=remount-ro 0 1\nUUID=2 /usr ext4 ro 0 2',
    })
    expect(answer).toMatchObject({
      openFiles: { now: 2580, limit: 2466170 },
      tasks: { now: 497, limit: 192730 },
      readOnly: [{ mount: '/', device: '/dev/sda1', type: 'ext4' }],
    })
  })
})

describe('kernel-log', () => {
  const said = [
    '2026-11-21T11:17:03+0000 web-01 kernel: EXT4-fs (loop0): mounted filesystem without journal.',
    '2026-11-21T11:17:04+0000 web-01 kernel: I/O error, dev loop0, sector 66 op 0x0:(READ) flags 0x3000 phys_seg 1 prio class 2',
  ].join('\n')

  it('keeps what tells of trouble', () => {
    expect(reading('kernel-log', { container: { output: 'none', exit: 1 }, journal: said })).toMatchObject({
      own: true,
      lines: [
        { at: '2026-11-21T11:17:04+00:00', tag: 'kernel', text: expect.stringContaining('I/O error, dev loop0') },
      ],
    })
  })

  it('believes nothing in a container, whose kernel is that of others too', () => {
    expect(reading('kernel-log', { container: 'systemd-nspawn' })).toMatchObject({ own: false, lines: [] })
  })
})

describe('guards', () => {
  it('reads what sshguard says about the client alone', () => {
    const line = (address: string) =>
      `2026-11-21T11:14:21+0000 web-01 sshguard[275]: Blocking "${address}/32" for 120 secs (5 attacks in 0 secs, after 1 abuses over 0 secs.)`
    expect(
      reading(
        'guards',
        { server: '275 /usr/libexec/sshguard/sshg-blocker', log: `${line('203.0.113.7')}\n${line('192.0.2.1')}` },
        { client: '203.0.113.7' },
      ),
    ).toMatchObject({
      sshguard: { running: true, log: [{ text: expect.stringContaining('Blocking "203.0.113.7/32"') }] },
    })
  })

  it.each([
    ['sshguard beside it', { server: '275 /usr/libexec/sshguard/sshg-blocker' }],
    ['no sshguard', { 'sshguard.path': { exit: 1 } }],
  ])('reads what CrowdSec has decided, on a host with %s', (_case, others) => {
    const decision = (value: string, duration: string) => ({
      ...{ duration, id: 3, origin: 'crowdsec', scenario: 'crowdsecurity/ssh-bf', type: 'ban', value },
    })
    const alerts = [
      { id: 2, decisions: [decision('203.0.113.0/24', '1h59m58.36388969s')], labels: null },
      { id: 1, decisions: [decision('203.0.113.7', '-5s'), decision('203.0.113.7', '612ms')] },
      { id: 4, decisions: null },
    ]
    const warning = 'time="21-11-2026 17:26:48" level=warning msg="You are using sqlite without WAL"'
    const decisions = `${warning}\n${JSON.stringify(alerts, null, 1)}`
    expect(reading('guards', { ...others, decisions })).toMatchObject({
      crowdsec: {
        decisions: [
          { value: '203.0.113.0/24', type: 'ban', origin: 'crowdsec', leftS: 7_198 },
          { value: '203.0.113.7', leftS: 0 },
          { value: '203.0.113.7', leftS: 0 },
        ],
      },
    })
  })

  it.each([
    ['nothing decided', 'null', { decisions: [] }],
    ['no answer from its server', { output: '{"level":"fatal","msg":"Unable to list decisions"}', exit: 1 }, undefined],
    ['an answer of another shape', '[{"decisions": 5}]', undefined],
    ['half an answer', '[\n {\n  "decisions": [', undefined],
  ])('knows a CrowdSec with %s', (_case, decisions, crowdsec) => {
    const answer = reading('guards', { 'sshguard.path': { exit: 1 }, decisions })
    expect(answer.outcome === 'read' && answer.crowdsec).toEqual(crowdsec)
  })

  it('knows a host without it', () => {
    expect(reading('guards', { 'sshguard.path': { exit: 1 } })).toMatchObject({ sshguard: { running: false, log: [] } })
  })
})

describe('sshd-log', () => {
  it('keeps what systemd says in the name of sshd before it has started', () => {
    const line =
      '2026-11-21T11:16:55+0000 web-01 (sshd)[384]: ssh.service: Failed to set up special execution directory in /run: No space left on device'
    expect(reading('sshd-log', { journal: line })).toMatchObject({ lines: [{ tag: '(sshd)' }] })
  })
})
