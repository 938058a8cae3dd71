import { familyOf } from '../../domain/address.ts'
import { defineCause } from '../define.ts'
import { quoteAnswer, waysOf } from '../reading/network.ts'
import { quoteLines } from '../reading/quote.ts'

const COUNTER = 'TcpExtIPReversePathFilter'

export const rpFilterDrop = defineCause({
  id: 'rp-filter-drop',
  title: 'The reverse path filter drops the client’s packets',
  needs: ['network', 'client', 'host'],
  also: ['connect'],
  recognise: ({ network, client, host, connect }) => {
    if (familyOf(client.address) === 6) return undefined // there it is a firewall's rule
    const { arrivals, back } = waysOf(network, connect)
    const [dropped] = arrivals
    if (!dropped || arrivals.some(({ accepted }) => accepted)) return undefined
    const { all = 0, [dropped.device]: own = 0 } = network.reversePathFilter
    if (Math.max(all, own) === 0) return undefined
    const leavesBy = back.find(({ from }) => from === dropped.address)?.device
    const count = network.counters[COUNTER] ?? 0
    return {
      // The counter is that of the whole host: whose packets they were it does not tell.
      confidence: count > 0 ? 'likely' : 'possible',
      summary: `${host.name} drops what ${client.address} sends to ${dropped.address} by ${dropped.device}: it would answer by ${leavesBy ?? 'no link at all'}, and the reverse path filter is ${Math.max(all, own) === 1 ? 'strict' : 'loose'}. It has dropped ${count} packets of anybody since the boot.`,
      evidence: [
        ...quoteAnswer(network, `ip route get ${client.address} from ${dropped.address}`),
        ...quoteAnswer(network, `ip route get ${dropped.address} from ${client.address} iif ${dropped.device}`),
        ...quoteLines(network, (line) => isFilterOf(line, dropped.device)),
      ],
      advice: `Let answers leave by ${dropped.device} (a route, or a rule for what comes from ${dropped.address}); until then: sudo sysctl -w net.ipv4.conf.${dropped.device.replaceAll('.', '/')}.rp_filter=2`,
      affects: 'client',
    }
  },
  decide: ({ host, client }) =>
    `ip route get HOST-ADDRESS from ${client?.address ?? 'CLIENT'} iif DEVICE; nstat -asz ${COUNTER} (does it rise when somebody tries port ${host.port}?)`,
})

const isFilterOf = (line: string, device: string): boolean =>
  ['all', device].some((name) => line.startsWith(`/proc/sys/net/ipv4/conf/${name}/rp_filter:`))
