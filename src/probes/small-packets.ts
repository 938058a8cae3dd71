import type { Shell } from '../access/shell.ts'
import type { Address } from '../domain/address.ts'
import { readBanner } from './banner.ts'
import { CONNECT_TIMEOUT_MS } from './connect.ts'
import { connectOnce } from './connect-one.ts'
import { logIn, recordEntry } from './enter.ts'
import { spend, type Walk } from './reach.ts'

/** What every link of IPv4 has to carry (RFC 1122, 3.3.3), less the headers. */
const MAX_SEGMENT_BYTES = 536

/**
 * The key exchange stalled: the same once more, with small packets only. When that passes, the way loses the big ones, and we
 * may even get in.
 */
export async function enterInSmallPackets(on: Walk, address: Address, port: number): Promise<Shell | undefined> {
  const { notebook, tools } = on
  const kex = notebook.all().find(({ observation }) => observation === 'kex')
  if (kex?.outcome !== 'timed-out') return skip(on, 'the key exchange did not stall')
  const started = performance.now()
  const ms = () => Math.round(performance.now() - started)
  tools.onStep?.({ name: 'small-packets', state: 'running' })
  await spend(on, [address], port)
  const { signal } = tools
  const options = { timeoutMs: CONNECT_TIMEOUT_MS, signal, maxSegmentBytes: MAX_SEGMENT_BYTES }
  const { socket } = await connectOnce(address, port, options)
  if (!socket) return skip(on, 'the port did not connect again')
  const banner = await readBanner(socket, { signal })
  const logged = banner.outcome === 'banner' ? await logIn(on, { socket, port }) : undefined
  const outcome = logged?.hostKey ? 'passed' : 'stalled'
  notebook.record('small-packets', { outcome, maxSegmentBytes: MAX_SEGMENT_BYTES }, ms())
  tools.onStep?.({ name: 'small-packets', state: 'done', detail: outcome, ms: ms() })
  return logged?.hostKey ? recordEntry(on, logged, ms()) : undefined
}

function skip({ notebook }: Walk, because: string): undefined {
  notebook.skip(['small-packets'], because)
}
