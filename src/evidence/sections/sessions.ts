import { canonicalAddress } from '../../domain/address.ts'
import type { OurConnection } from '../../domain/inside.ts'
import { defineSection, failure, lines, type Output } from '../section.ts'
import { splitEndpoint } from './endpoint.ts'

export const sessions = defineSection({
  name: 'sessions',
  script: `
if have ss; then run ss ss -Htn state established "( sport = :$port )"
else run netstat netstat -tn
fi
if [ -n "\${SSH_CONNECTION:-}" ]; then run ours printf '%s\n' "$SSH_CONNECTION"; fi
`,
  read: (told) => {
    const output = told.of('ss') ?? told.of('netstat')
    if (output?.exit !== 0) return failure(output, 'the open sessions')
    // ss leaves the state out when it is filtered by one; netstat puts the protocol first.
    const pairs = lines(output).map((line) =>
      line
        .trim()
        .split(/\s+/)
        .slice(output.label === 'ss' ? 2 : 3),
    )
    const ours = connection(told.of('ours'))
    return {
      ...(ours && { ours }),
      peers: pairs
        .filter(([local = '']) => splitEndpoint(local)?.port === told.subject.port)
        .flatMap(([, peer = '']) => canonicalAddress(splitEndpoint(peer)?.address ?? '') ?? []),
    }
  },
})

/** `203.0.113.7 40022 10.0.0.5 22` */
function connection(output: Output | undefined): OurConnection | undefined {
  const [from = '', fromPort, to = '', toPort] = output?.output.trim().split(' ') ?? []
  const source = canonicalAddress(from)
  const destination = canonicalAddress(to)
  if (!source || !destination) return undefined
  return { source, sourcePort: Number(fromPort) || 0, destination, destinationPort: Number(toPort) || 0 }
}
