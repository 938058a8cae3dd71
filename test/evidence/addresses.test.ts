import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

describe('addresses', () => {
  it('reads each address with its interface', () => {
    const ip = String.raw`1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever
1: lo    inet6 ::1/128 scope host proto kernel_lo \       valid_lft forever preferred_lft forever
2: eth0    inet 10.77.0.157/24 scope global eth0\       valid_lft forever preferred_lft forever
2: eth0    inet6 FD77::157/64 scope global nodad \       valid_lft forever preferred_lft forever
3: tun0@if9    inet 10.8.0.1 peer 10.8.0.2/32 scope global tun0\       valid_lft forever preferred_lft forever`
    expect(reading('addresses', { ip })).toMatchObject({
      addresses: [
        { interface: 'lo', address: '127.0.0.1' },
        { interface: 'lo', address: '::1' },
        { interface: 'eth0', address: '10.77.0.157' },
        { interface: 'eth0', address: 'fd77::157' },
        { interface: 'tun0', address: '10.8.0.1' },
      ],
    })
  })

  it('says why there are none', () => {
    expect(reading('addresses', { 'ip.path': { exit: 1 } })).toMatchObject({ because: 'this host has no “ip”' })
    expect(reading('addresses', { ip: { exit: 2, output: 'Cannot open netlink socket' } })).toMatchObject({
      because: '"ip" failed with exit 2: Cannot open netlink socket',
    })
  })
})
