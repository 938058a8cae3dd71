import { familyOf } from '../../domain/address.ts'
import type { RouteBack } from '../../domain/inside/network.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { isDirect, quoteAnswer, waysOf } from '../reading/network.ts'

export const returnRouteMissing = defineCause({
  id: 'return-route-missing',
  title: 'The host knows no way back to the client',
  needs: ['network', 'client', 'host'],
  also: ['connect'],
  recognise: ({ network, client, host, connect }) => {
    const { back } = waysOf(network, connect)
    const [first] = back
    if (!first || network.sockets.some(({ peer, state }) => peer === client.address && state === 'ESTAB'))
      return undefined
    // Somebody in front of the host may speak for the client; then the host needs no way to it.
    const confidence = isDirect(network, connect) ? 'proven' : 'likely'
    if (connect && familyOf(connect.address) !== familyOf(client.address)) return undefined
    const evidence = quoteAnswer(network, `ip route get ${client.address}`)
    const failed = back.filter(({ error }) => error !== undefined)
    const odd = failed.find(({ error = '' }) => !NO_WAY.test(error))
    if (odd) return { untested: `“ip route get” told no way: ${odd.error}` }
    if (failed.length === back.length)
      return {
        confidence,
        summary: `${host.name} cannot answer ${client.address}: it knows no way there (${first.error}).`,
        evidence,
        advice: `On the host: ip route (is the default route there?), then sudo ip route add default via GATEWAY, or a route to ${client.address} alone`,
        affects: 'client',
      }
    const wrong = onWrongLink(network, back)
    if (!wrong) return undefined
    return {
      confidence,
      summary: `${host.name} looks for ${client.address} on its own link ${wrong.device}, and nobody there has that address: its answers end there.`,
      evidence: [...evidence, ...quoteAnswer(network, 'ip neighbour')],
      advice: `On the host: ip route show dev ${wrong.device}; give that network other addresses than the client’s, or add a route: sudo ip route add ${client.address}/32 via GATEWAY`,
      affects: 'client',
    }
  },
  masks: ['rp-filter-drop'],
  decide: ({ client }) => `ip route get ${client?.address ?? 'CLIENT'}`,
})

/** The kernel's words for no route, and for one that says so: `unreachable`, `prohibit`. Whatever else fails is no answer. */
const NO_WAY = /^(ip: RTNETLINK answers: )?(Network is unreachable|No route to host|Permission denied)$/

/** The link on which the host asked for the client in vain, when it is not the one that has the host's own address. */
function onWrongLink(network: Answered<'network'>, back: RouteBack[]): RouteBack | undefined {
  if (network.neighbour !== 'FAILED' && network.neighbour !== 'INCOMPLETE') return undefined
  return back.find(({ from, device, via }) => {
    const own = network.addresses.find(({ address }) => address === from)
    return via === undefined && device !== undefined && own !== undefined && own.device !== device
  })
}
