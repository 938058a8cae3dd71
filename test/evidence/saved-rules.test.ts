import { describe, expect, it } from 'vitest'
import type { Output, Told } from '../../src/evidence/section.ts'
import { savedRules } from '../../src/evidence/sections/saved-rules.ts'

const told = (outputs: Partial<Output>[]): Told => {
  const whole = outputs.map(
    (one): Output => ({ label: '', command: '', output: '', exit: 0, privilege: 'sudo', cut: false, ...one }),
  )
  return {
    of: (label) => whole.find((one) => one.label === label),
    all: (prefix) => whole.filter(({ label }) => label.startsWith(prefix)),
    subject: { port: 22 },
  }
}

const units = `Result=exit-code
Id=netfilter-persistent.service
ActiveState=failed

Result=success
Id=nftables.service
ActiveState=inactive
`

describe('saved rules', () => {
  it('are those of the files that are there, and who failed to load them', () =>
    expect(
      savedRules.read(
        told([
          { label: 'debian4', output: '*filter\nCOMMIT' },
          { label: 'units', output: units },
        ]),
      ),
    ).toEqual({
      files: [{ path: '/etc/iptables/rules.v4', tool: 'iptables' }],
      failed: [{ unit: 'netfilter-persistent.service', result: 'exit-code' }],
    }))

  it('are those of nftables, too', () =>
    expect(savedRules.read(told([{ label: 'nftables', output: 'flush ruleset' }]))).toMatchObject({
      files: [{ path: '/etc/nftables.conf', tool: 'nft' }],
    }))

  it('are none on most hosts', () => expect(savedRules.read(told([]))).toEqual({ files: [], failed: [] }))

  it('are not half a file', () =>
    expect(savedRules.read(told([{ label: 'debian4', cut: true }]))).toEqual({ files: [], failed: [] }))

  it('need root where they are not for all eyes', () =>
    expect(savedRules.read(told([{ label: 'debian6', exit: 1, privilege: 'denied' }]))).toMatchObject({
      because: expect.stringContaining('/etc/iptables/rules.v6 needs root'),
    }))
})
