import { defineCause } from '../define.ts'
import { describeServers, isWholeResolverDown } from '../reading/name-servers.ts'
import { quoteProbe } from '../reading/quote.ts'

export const dnsResolverDown = defineCause({
  id: 'dns-resolver-down',
  title: 'The vantage cannot resolve any name',
  needs: ['resolve', 'host', 'vantage'],
  also: ['name-servers'],
  recognise: ({ resolve, 'name-servers': asked, host, vantage }) => {
    if (resolve.outcome !== 'resolver-failed' || !asked || !isWholeResolverDown(asked)) return undefined
    return {
      confidence: 'proven',
      summary: `${vantage} cannot resolve ${host.address}, nor any other name: no name server of its /etc/resolv.conf gives an answer. This says nothing about the host.`,
      evidence: [
        ...quoteProbe('resolve', `getaddrinfo ${host.address}: ${resolve.code}`),
        ...quoteProbe('name-servers', describeServers(asked).join('\n')),
      ],
      advice: `On ${vantage}: cat /etc/resolv.conf; resolvectl status. Mend or replace the name server. Until then use the host’s address instead of its name`,
      affects: 'vantage',
    }
  },
  decide: ({ host }) => `On the vantage: getent ahosts ${host.address}; cat /etc/resolv.conf`,
})
