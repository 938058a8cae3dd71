import type { Answered } from '../../domain/observation.ts'
import type { OtherPlace } from '../../domain/vantage.ts'
import { defineCause } from '../define.ts'
import { silentNeighbour } from '../path/host-down-l2.ts'
import { describeServers } from '../reading/name-servers.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteProbe } from '../reading/quote.ts'

/** Where the host itself was found: a place that shows its key, or at least an SSH server whose key we cannot judge. */
const hostAmong = ({ places }: Answered<'other-places'>): OtherPlace | undefined =>
  places.find(({ key }) => key?.outcome === 'match') ?? places.find(({ key }) => key?.outcome === 'unknown')

export const dnsStaleRecord = defineCause({
  id: 'dns-stale-record',
  title: 'The name leads to an address that is no longer the host’s',
  needs: ['resolve', 'connect', 'host', 'vantage'],
  also: ['name-servers', 'other-places', 'host-key', 'banner'],
  recognise: ({ connect, host, vantage, ...seen }) => {
    const found = seen['other-places'] && hostAmong(seen['other-places'])
    const asked = seen['name-servers']
    // An SSH server that we cannot judge may well be the host; only a dead end or another key says that it is not.
    const reachedSsh = seen.banner?.outcome === 'banner'
    if (!found || !asked || (reachedSsh && seen['host-key']?.outcome !== 'changed')) return undefined
    const isHost = found.key?.outcome === 'match'
    // A host may have both addresses: that the old one is not its own shows when nobody is there, or a stranger.
    const isStranger = seen['host-key']?.outcome === 'changed' || silentNeighbour(connect) !== undefined
    return {
      confidence: isHost && isStranger ? 'proven' : 'likely',
      summary: `${vantage} takes ${host.address} for ${connect.address}, but ${found.from} says ${found.address}, and ${isHost ? 'the host with the key on record answers there' : 'an SSH server answers there'}.`,
      evidence: [
        ...quoteProbe('connect', describeAttempt(connect)),
        ...quoteProbe('name-servers', [...describeServers(asked), ...hostsFileOf(asked)].join('\n')),
        ...quoteProbe(
          'other-places',
          `${found.address}: ${found.key?.type} ${found.key?.fingerprint}, ${isHost ? 'the key on record' : 'no key is on record'}`,
        ),
      ],
      advice: adviceOn(asked, connect.address, found),
      affects: 'vantage',
    }
  },
  masks: ['hostkey-changed', 'host-down-l2', 'sshd-stopped', 'wrong-port-listening', 'bastion-no-route', 'sshd-hung'],
  decide: ({ host }) =>
    `getent ahosts ${host.address}; grep ${host.address} /etc/hosts; and on the host’s console: ip -br addr (does it have that address?)`,
})

const hostsFileOf = ({ hostsFile }: Answered<'name-servers'>) => hostsFile.map(({ line }) => `/etc/hosts: ${line}`)

/** What stands in the hosts file wins over DNS; else a server, or a cache in between, keeps the old record. */
function adviceOn(asked: Answered<'name-servers'>, stale: string, found: OtherPlace): string {
  const line = asked.hostsFile.find(({ address }) => address === stale)?.line
  const where = line
    ? `correct or remove the line “${line}” in /etc/hosts`
    : 'correct the record, then empty the caches (resolvectl flush-caches)'
  return `On the vantage: ${where}; getent ahosts ${asked.name} must print ${found.address}`
}
