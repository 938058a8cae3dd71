import { defineCause } from '../define.ts'
import { quoteProbe } from '../reading/quote.ts'

export const dnsNxdomain = defineCause({
  id: 'dns-nxdomain',
  title: 'The name does not exist',
  needs: ['resolve', 'host', 'vantage'],
  recognise: ({ resolve, host, vantage }) =>
    resolve.outcome === 'no-such-name'
      ? {
          confidence: 'proven',
          summary: `${vantage} finds no address for the name ${host.address}.`,
          evidence: quoteProbe('resolve', `getaddrinfo ${host.address}: ${resolve.code}`),
          advice: `Correct the name or its DNS record, then run: getent ahosts ${host.address}`,
          affects: 'vantage',
        }
      : undefined,
  decide: ({ host }) => `getent ahosts ${host.address}`,
})
