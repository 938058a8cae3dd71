import type { Shell } from '../access/shell.ts'
import type { Host } from '../config/schema.ts'
import { canonicalAddress, familyOf } from '../domain/address.ts'
import { readBanner } from './banner.ts'
import { authenticate } from './enter.ts'
import { goThroughJumps } from './jump.ts'
import type { Walk } from './reach.ts'
import * as tell from './tell.ts'

/** From the first jump host to a shell on the host behind the last one, or to why there is none. Closing it closes the hops too. */
export async function enterThroughJumps(on: Walk, jumps: Host[]): Promise<Shell | string> {
  const { request, tools, notebook } = on
  const port = request.port ?? request.host.port
  const way = await goThroughJumps(on, jumps, { address: request.host.address, port })
  if ('because' in way) return way.because
  try {
    noteConnected(on, port)
    const { stream } = way
    const banner = await notebook.ask('banner', () => readBanner(stream, { signal: tools.signal }), tell.banner)
    const greeted = banner?.outcome === 'banner'
    const shell = greeted ? await authenticate(on, { socket: stream, port }) : undefined
    if (shell) return closingBehind(shell, way.close)
    way.close()
    return greeted ? (notebook.whySkipped('login') ?? 'we could not log in to look') : 'no SSH server greeted us'
  } catch (error) {
    way.close()
    throw error
  }
}

/** The last hop has found the host's address and connected to it; what is asked of a failed connection is not asked. */
function noteConnected({ request, notebook }: Walk, port: number): void {
  const { host } = request
  const literal = canonicalAddress(host.address)
  const address = literal ?? host.address
  const addresses = literal ? [{ address, family: familyOf(literal) }] : []
  notebook.record('resolve', { outcome: 'resolved', addresses, literal: literal !== undefined }, 0)
  const connected = { outcome: 'connected' as const, localAddress: '', address }
  const attempts = [{ ...connected, family: familyOf(address), ms: 0 }]
  notebook.record('connect', { ...connected, port, attempts }, 0)
  notebook.skip(['vantage-route', 'vantage-firewall', 'control', 'other-ports'], 'the jump hosts led to the SSH port')
}

const closingBehind = (shell: Shell, close: () => void): Shell => ({
  ...shell,
  close: () => {
    shell.close()
    close()
  },
})
