import { canonicalAddress } from '../../domain/address.ts'
import { defineSection, failure, lines } from '../section.ts'
import { splitEndpoint } from './endpoint.ts'

export const sessions = defineSection({
  name: 'sessions',
  script: `
if have ss; then run ss ss -Htn state established "( sport = :$port )"
else run netstat netstat -tn
fi
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
    return {
      peers: pairs
        .filter(([local = '']) => splitEndpoint(local)?.port === told.subject.port)
        .flatMap(([, peer = '']) => canonicalAddress(splitEndpoint(peer)?.address ?? '') ?? []),
    }
  },
})
