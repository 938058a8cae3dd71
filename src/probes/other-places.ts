import { knownHostsOf } from '../access/known-hosts.ts'
import { login } from '../access/login.ts'
import type { Address } from '../domain/address.ts'
import type { Answers } from '../domain/observation.ts'
import type { OtherPlace } from '../domain/vantage.ts'
import { readBanner } from './banner.ts'
import { connectOnce } from './connect-one.ts'
import { askNameServers } from './name-servers.ts'
import { spend, type Walk } from './reach.ts'
import * as tell from './tell.ts'

const MAX_PLACES = 2
const CONNECT_MS = 1_000
const KEY_MS = 5_000

/** Why the name led to nobody, or to a stranger: what each source says of it, and whose key answers at the other addresses. */
export async function lookAtOtherPlaces(on: Walk, resolve: Answers['resolve']): Promise<void> {
  const { notebook, request } = on
  const unneeded = whyNotNeeded(on, resolve)
  if (unneeded) return notebook.skip(['name-servers', 'other-places'], unneeded)
  const asked = await notebook.ask('name-servers', () => askNameServers(request.host.address), tell.nameServers)
  const known = resolve.outcome === 'resolved' ? resolve.addresses.map(({ address }) => address) : []
  const candidates = asked ? candidatesOf(asked).filter(({ address }) => !known.includes(address)) : []
  const look = async () => ({
    outcome: 'looked' as const,
    places: await Promise.all(candidates.map((one) => visitPlace(on, one))),
  })
  await notebook.ask('other-places', look, tell.otherPlaces)
}

function whyNotNeeded({ notebook }: Walk, resolve: Answers['resolve']): string | undefined {
  if (resolve.outcome === 'resolved' && resolve.literal) return 'the inventory holds an address, not a name'
  if (resolve.outcome === 'no-such-name') return 'the resolver answered that there is no such name'
  const isTheHost = notebook.all().some((one) => one.observation === 'host-key' && one.outcome === 'match')
  return isTheHost ? 'the host there showed the key on record' : undefined
}

interface Candidate {
  address: Address
  from: string
}

function candidatesOf({ servers, hostsFile }: Answers['name-servers']): Candidate[] {
  const all = [
    ...servers.flatMap(({ address: server, forName }) =>
      forName.outcome === 'answered'
        ? forName.addresses.map((address) => ({ address, from: `nameserver ${server}` }))
        : [],
    ),
    ...hostsFile.map(({ address }) => ({ address, from: '/etc/hosts' })),
  ]
  return all
    .filter(({ address }, index) => all.findIndex((one) => one.address === address) === index)
    .slice(0, MAX_PLACES)
}

/** Goes as far as the host key, and says nothing about who we are. */
async function visitPlace(on: Walk, { address, from }: Candidate): Promise<OtherPlace> {
  const { request, tools } = on
  const { host } = request
  const { signal } = tools
  await spend(on, [address], host.port)
  const { socket } = await connectOnce(address, host.port, { timeoutMs: CONNECT_MS, signal })
  if (!socket) return { address, from }
  const banner = await readBanner(socket, { timeoutMs: KEY_MS, signal })
  if (banner.outcome !== 'banner') return { address, from }
  // Only what is on record for the name counts here: the address may have been somebody else's.
  const known = knownHostsOf(tools.knownHosts, [host.address, host.name], host.port)
  const options = { user: 'nobody', identity: { keys: [], files: [] }, known, keyOnly: true, timeoutMs: KEY_MS, signal }
  const { hostKey } = await login(socket, options)
  return { address, from, ...(hostKey && { key: keyOf(hostKey) }) }
}

const keyOf = ({ outcome, type, fingerprint }: Answers['host-key']) => ({ outcome, type, fingerprint })
