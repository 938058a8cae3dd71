import { canonicalAddress } from '../../domain/address.ts'
import type { RecentEntry } from '../../domain/inside/limits.ts'
import { defineSection, lines, type Told } from '../section.ts'

export const limits = defineSection({
  name: 'limits',
  script: `
small=yes
tracked=/proc/sys/net/netfilter
if [ -e $tracked/nf_conntrack_max ]; then run conntrack cat $tracked/nf_conntrack_count $tracked/nf_conntrack_max; fi
if [ -d /proc/net/xt_recent ]; then
  run recent grep -rs '' /proc/net/xt_recent
  run uptime cat /proc/uptime
  if [ -r "/boot/config-$(uname -r)" ]; then run hz grep '^CONFIG_HZ=' "/boot/config-$(uname -r)"; fi
fi
`,
  read: (told) => {
    const recent = recentIn(told)
    const [count, max] = lines(told.of('conntrack')).map(Number)
    return {
      ...(recent && { recent }),
      ...(count !== undefined && max !== undefined && { conntrack: { count, max } }),
    }
  },
})

/** The kernel's ticks a second, as kernels are built. */
const TICKS = [100, 250, 300, 1000]
/** Times are counted from here: the kernel starts five minutes before its counter of 32 bits overflows. */
const OVERFLOW = 2 ** 32
const STARTS_BEFORE_S = 300
/** We have come in by a packet of our own, and most lists note that. */
const JUST_NOW_S = 60

interface Noted {
  list: string
  address: string
  ticks: number[]
  line: string
}

function recentIn(told: Told): RecentEntry[] | undefined {
  const printed = told.of('recent')
  if (!printed) return []
  // Without a line it is exit 1.
  if (printed.exit > 1) return undefined
  const noted = lines(printed).flatMap((line) => notedIn(line) ?? [])
  if (noted.length === 0) return []
  const uptimeS = Number.parseFloat(told.of('uptime')?.output ?? '')
  const hz = hzOf(told, noted, uptimeS)
  if (hz === undefined) return undefined
  return noted.map(({ ticks, ...rest }) => ({ ...rest, agesS: ticks.map((tick) => ageS(tick, hz, uptimeS)) }))
}

/** `/proc/net/xt_recent/DEFAULT:src=203.0.113.7 ttl: 64 last_seen: 4298934553 oldest_pkt: 2 4298933994, 4298934553` */
function notedIn(line: string): Noted | undefined {
  const [, list, source = '', times = ''] =
    /^\/proc\/net\/xt_recent\/([^:]{1,200}):src=([0-9a-fA-F:.]+) ttl: \d+ last_seen: \d+ oldest_pkt: \d+ ([\d, ]+)$/.exec(
      line.trim(),
    ) ?? []
  const address = canonicalAddress(source)
  return list && address ? { list, address, ticks: times.split(', ').map(Number), line: line.trim() } : undefined
}

const ageS = (tick: number, hz: number, uptimeS: number): number =>
  uptimeS - ((tick < OVERFLOW / 2 ? tick : tick - OVERFLOW) / hz + STARTS_BEFORE_S)

/** As the kernel's configuration says, or as the newest packet shows when it must have come just now. */
function hzOf(told: Told, noted: readonly Noted[], uptimeS: number): number | undefined {
  const said = /^CONFIG_HZ=(\d+)$/m.exec(told.of('hz')?.output ?? '')?.[1]
  if (said) return Number(said)
  const newest = Math.max(...noted.flatMap(({ ticks }) => ticks))
  const fitting = TICKS.filter((hz) => Math.abs(ageS(newest, hz, uptimeS)) <= JUST_NOW_S)
  return fitting.length === 1 ? fitting[0] : undefined
}
