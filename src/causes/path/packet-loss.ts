import type { SshSocket } from '../../domain/inside/network.ts'
import { defineCause } from '../define.ts'
import { quoteSocket, theirSockets } from '../reading/network.ts'

/** Fewer may be chance, or a tail probe that was not needed. */
const MIN_RETRANSMITTED = 3
const MIN_SHARE = 0.08
/** From here on it is no chance. */
const SURE_RETRANSMITTED = 6

export const packetLoss = defineCause({
  id: 'packet-loss',
  title: 'The way loses packets',
  needs: ['network', 'host'],
  also: ['connect', 'client'],
  recognise: ({ network, host, connect, client }) => {
    // A connection of which nothing arrives at all is another story.
    const [worst] = theirSockets(network, connect, client)
      .filter(({ state, backoff }) => state === 'ESTAB' && backoff < 3)
      .filter((socket) => socket.retransmitted >= MIN_RETRANSMITTED && shareOf(socket) >= MIN_SHARE)
      .sort((a, b) => shareOf(b) - shareOf(a))
    if (!worst) return undefined
    return {
      confidence: worst.retransmitted >= SURE_RETRANSMITTED ? 'proven' : 'likely',
      summary: `The way between ${worst.peer} and ${host.name} loses packets: of ${worst.dataSegmentsSent} segments that ${host.name} sent in one connection, ${worst.retransmitted} had to be sent again. SSH is slow there, and sometimes times out.`,
      evidence: quoteSocket(network, worst),
      advice: `mtr -T -P ${host.port} ${connect?.address ?? host.name} shows from which hop on packets are lost; also look at the errors of the link: ip -s link`,
      affects: worst.peer === client?.address ? 'client' : 'vantage',
    }
  },
  excludedBy: { connect: 'refused' },
  decide: ({ host }) => `mtr -T -P ${host.port} -c 50 -r ${host.address}; ss -tni 'sport = :${host.port}' (retrans)`,
})

const shareOf = ({ retransmitted, dataSegmentsSent }: SshSocket): number =>
  dataSegmentsSent > 0 ? retransmitted / dataSegmentsSent : 0
