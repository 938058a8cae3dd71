import { describeAnswer } from '../causes/reading/outside.ts'
import type { Answers } from '../domain/observation.ts'

/** Short words for whoever watches a check go on. */
export function jump(answer: Answers['jump']): string {
  if (answer.outcome === 'none') return 'no jump hosts'
  return answer.outcome === 'through' ? `through ${answer.hops.join(', ')}` : `${answer.hop}: ${answer.said}`
}

export const resolve = (answer: Answers['resolve']): string =>
  answer.outcome === 'resolved'
    ? answer.addresses.map(({ address }) => address).join(', ')
    : `no address (${answer.code})`

export const nameServers = ({ servers }: Answers['name-servers']): string =>
  servers
    .map(({ address, forName }) =>
      forName.outcome === 'answered'
        ? `${address}: ${forName.addresses.join(', ') || 'no address'}`
        : `${address}: ${forName.code}`,
    )
    .join('; ')

export const otherPlaces = ({ places }: Answers['other-places']): string =>
  places.map(({ address, key }) => `${address}: ${key ? `host key ${key.outcome}` : 'no SSH'}`).join('; ') ||
  'no other address is known'

export const connect = (answer: Answers['connect']): string =>
  `${answer.address} port ${answer.port} ${describeAnswer(answer)}`

export const vantageRoute = (answer: Answers['vantage-route']): string =>
  answer.outcome === 'routed' ? answer.text : `no way out (${answer.why})`

export const vantageFirewall = (answer: Answers['vantage-firewall']): string =>
  answer.outcome === 'counted' ? `${answer.rules.length} of our own rules counted it` : answer.because

export const control = (answer: Answers['control']): string => `port ${answer.port} ${describeAnswer(answer)}`

export const otherPorts = ({ found }: Answers['other-ports']): string =>
  found.length > 0 ? found.map(({ port }) => `SSH on port ${port}`).join(', ') : 'no SSH elsewhere'

export function banner(answer: Answers['banner']): string {
  switch (answer.outcome) {
    case 'banner':
      return answer.line
    case 'refusal-text':
    case 'not-ssh':
      return answer.text
    case 'closed':
      return `closed without a word after ${answer.afterMs} ms`
    case 'silent':
      return `silent for ${answer.waitedMs} ms`
  }
}

export const inventoryPort = (answer: Answers['inventory-port']): string =>
  `port ${answer.port} ${answer.outcome === 'greeted' ? answer.line : 'has no SSH either'}`

interface LoginAnswers {
  kex: Answers['kex']
  hostKey?: Answers['host-key'] | undefined
  login?: Answers['login'] | undefined
}

export function login({ kex, hostKey, login: answer }: LoginAnswers): string {
  if (!hostKey) return kex.outcome === 'offered' ? 'ended during the key exchange' : `key exchange ${kex.outcome}`
  if (!answer) return `host key ${hostKey.outcome}`
  return `${answer.user} ${answer.outcome}`
}
