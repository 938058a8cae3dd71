import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

describe('front', () => {
  it('reads the program that holds the port, and the unit that systemd would start for it', () => {
    expect(
      reading('front', {
        owners: 'LISTEN 0 4096 0.0.0.0:22 0.0.0.0:* users:(("systemd-socket-",pid=180,fd=3),("systemd",pid=1,fd=40))',
        'process:180': '    180 ssh-proxy.service systemd-socket- /lib/systemd/systemd-socket-proxyd 127.0.0.1:2022',
        'process:1': '      1 init.scope      systemd         /lib/systemd/systemd',
        sockets: '/run/dbus/system_bus_socket dbus.socket dbus.service\n0.0.0.0:22 ssh-proxy.socket ssh-proxy.service',
        'log:ssh-proxy.service':
          '2026-11-21T12:43:29+0000 web-01 systemd-socket-proxyd[180]: Failed to connect to remote host: Connection refused',
      }),
    ).toMatchObject({
      fronts: [
        {
          pid: 180,
          name: 'systemd-socket-',
          unit: 'ssh-proxy.service',
          args: expect.stringContaining('127.0.0.1:2022'),
        },
        { pid: 1, name: 'systemd', unit: 'ssh-proxy.service' },
      ],
      log: [{ text: 'Failed to connect to remote host: Connection refused' }],
    })
  })

  it('takes a socket of sshd itself for no front', () => {
    const sockets = '0.0.0.0:22 ssh.socket ssh.service\n[::]:22 ssh.socket ssh@1-10.service'
    expect(reading('front', { owners: '', sockets })).toMatchObject({ outcome: 'read', fronts: [], log: [] })
  })
})
