import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'

export const conntrackFull = defineCause({
  id: 'conntrack-full',
  title: 'The kernel’s table of connections is full',
  needs: ['limits', 'host'],
  also: ['connect', 'kernel-log'],
  recognise: ({ limits, host, connect, 'kernel-log': kernel }) => {
    const table = limits.conntrack
    if (!table || table.count < table.max) return undefined
    // An entry becomes free now and then, and who comes at that moment gets in.
    const someGetIn = connect?.outcome === 'connected'
    return {
      confidence: someGetIn ? 'likely' : 'proven',
      summary: `${host.name} tracks ${table.count} connections and may track ${table.max}: it drops ${someGetIn ? 'many' : 'all'} new ones in silence, and open ones go on.`,
      evidence: [
        ...quoteLines(limits, (_, { command }) => command.endsWith('/nf_conntrack_max')),
        ...(kernel ? quoteLines(kernel, (line) => TABLE_FULL.test(line)) : []),
      ],
      advice: `On the console: sudo sysctl -w net.netfilter.nf_conntrack_max=${2 * table.max} (back: =${table.max}), then find who fills it: sudo awk '{for (i = 1; i <= NF; i++) if ($i ~ /^src=/) {print $i; break}}' /proc/net/nf_conntrack | sort | uniq -c | sort -n | tail`,
      affects: 'everybody',
    }
  },
  masks: ['network-fw-drop'],
  decide: () => 'cat /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max (the same?)',
})

/** The kernel's words, nf_conntrack_core.c. */
const TABLE_FULL = /nf_conntrack: table full, dropping packet/
