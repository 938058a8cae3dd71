import { canonicalAddress } from '../../domain/address.ts'
import { defineSection, failure, lines, unread } from '../section.ts'

export const addresses = defineSection({
  name: 'addresses',
  script: `
small=yes
if have ip; then run ip ip -o addr show
else tool ip
fi
`,
  read: (told) => {
    if (told.of('ip.path')) return unread('this host has no “ip”')
    const output = told.of('ip')
    if (output?.exit !== 0) return failure(output, 'the addresses')
    return { addresses: lines(output).flatMap((line) => assigned(line) ?? []) }
  },
})

/** `2: eth0    inet 10.77.0.218/24 brd … scope global eth0`; the name of one end of a cable says `veth0@if7`. */
function assigned(line: string): { interface: string; address: string } | undefined {
  const [, name, text = ''] = /^\d+:\s+([^\s@]+)\S*\s+inet6?\s+([^\s/]+)/.exec(line) ?? []
  const address = canonicalAddress(text)
  return name && address ? { interface: name, address } : undefined
}
