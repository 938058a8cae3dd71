import { describe, expect, it } from 'vitest'
import type { Output, Told } from '../../src/evidence/section.ts'
import { limits } from '../../src/evidence/sections/limits.ts'

const told = (printed: Record<string, string>): Told => {
  const outputs = Object.entries(printed).map(
    ([label, output]): Output => ({ label, output, command: label, exit: 0, privilege: 'plain', cut: false }),
  )
  return {
    of: (label) => outputs.find((one) => one.label === label),
    all: (prefix) => outputs.filter(({ label }) => label.startsWith(prefix)),
    subject: { port: 22 },
  }
}

/** Seen on a host with a kernel of 250 ticks a second. */
const recent =
  '/proc/net/xt_recent/DEFAULT:src=10.77.0.1 ttl: 64 last_seen: 4298934553 oldest_pkt: 3 4298933994, 4298934300, 4298934553'

describe('what limits have counted', () => {
  it('tells how long ago each packet came, by the newest that must be ours', () => {
    const read = limits.read(told({ recent, uptime: '16169.37 8875.57' }))
    expect(read).toMatchObject({ recent: [{ list: 'DEFAULT', address: '10.77.0.1' }] })
    const [entry] = 'recent' in read ? (read.recent ?? []) : []
    expect(entry?.agesS.map(Math.round)).toEqual([3, 1, 0])
  })

  it('trusts the kernel’s configuration, where there is one', () => {
    const read = limits.read(told({ recent, uptime: '16769.37 0', hz: 'CONFIG_HZ=250' }))
    const [entry] = 'recent' in read ? (read.recent ?? []) : []
    expect(entry?.agesS.map(Math.round)).toEqual([603, 601, 600])
  })

  it('does not guess the kernel’s clock', () =>
    expect(limits.read(told({ recent, uptime: '16769.37 0' }))).not.toHaveProperty('recent'))

  it('knows a host without such lists', () =>
    expect(limits.read(told({ conntrack: '12\n262144' }))).toEqual({
      recent: [],
      conntrack: { count: 12, max: 262_144 },
    }))
})
