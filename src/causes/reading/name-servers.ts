import type { Answered } from '../../domain/observation.ts'
import type { DnsAnswer, NameServer } from '../../domain/vantage.ts'

/** No name server of the vantage gave an answer to anything: neither to the host's name nor to the root of all names. */
export const isWholeResolverDown = (asked: Answered<'name-servers'> | undefined): boolean =>
  asked !== undefined && asked.servers.length > 0 && asked.servers.every(isDown)

const isDown = ({ forName, forRoot }: NameServer) => forName.outcome === 'failed' && forRoot?.outcome !== 'answered'

/** One line a name server. */
export const describeServers = ({ servers, name }: Answered<'name-servers'>): string[] =>
  servers.map(
    ({ address, forName, forRoot }) =>
      `nameserver ${address}: ${name}: ${describe(forName)}${forRoot ? `; the root of all names: ${describe(forRoot)}` : ''}`,
  )

function describe(answer: DnsAnswer): string {
  if (answer.outcome === 'answered') return answer.addresses.join(', ') || 'answered, with no address'
  return WORDS[answer.code] ?? answer.code
}

const WORDS: Record<string, string> = {
  ETIMEOUT: 'no answer',
  ECONNREFUSED: 'nobody there (refused or unreachable)',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
}
