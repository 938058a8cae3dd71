import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

describe('knocking', () => {
  it('reads what knockd opens, and not what it closes', () => {
    const knockd =
      '[options]\n[openSSH]\n\tcommand     = /sbin/iptables -A INPUT -s %IP% -p tcp --dport 22 -j ACCEPT\n[closeSSH]\n\tcommand     = /sbin/iptables -D INPUT -s %IP% -p tcp --dport 22 -j ACCEPT\n[ufw]\n\tstart_command = ufw allow from %IP% to any port 2222\n\tcommand = /usr/local/sbin/open'
    expect(reading('knocking', { server: '   122 knockd', knockd })).toMatchObject({
      server: { name: 'knockd', pid: 122 },
      doors: [{ ports: [22] }, { ports: [2222] }, { text: 'command = /usr/local/sbin/open', ports: [] }],
    })
  })

  it('reads the ports that fwknopd may open', () => {
    expect(reading('knocking', { server: '9 fwknopd', fwknopd: 'OPEN_PORTS   tcp/22, tcp/443;' })).toMatchObject({
      doors: [{ ports: [22, 443] }],
    })
  })

  it('tells a host without such a server from one that cannot say', () => {
    expect(reading('knocking', { server: { exit: 1 } })).toMatchObject({ outcome: 'read', doors: [] })
    expect(reading('knocking', { server: { exit: 1, output: "ps: invalid option -- 'C'" } })).toMatchObject({
      outcome: 'skipped',
    })
  })
})
