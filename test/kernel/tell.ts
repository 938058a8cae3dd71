import type { Decision, Trace } from '../../src/firewall/trace.ts'
import type { Place } from '../../src/firewall/walk.ts'
import type { Mismatch, Traced } from './judge.ts'
import type { Sent } from './playground.ts'
import { rejectionInWords } from './tally.ts'

/** A mismatch for the one who has to find out: the rules in the words of their tools, the packets, both answers. */
export function tellMismatch({ drawn, printed, traced, problem }: Mismatch): string {
  const loads = Object.entries(drawn.rules.loads).map(([by, text]) => `--- ${by}\n${text}`)
  // Its JSON says the same at ten times the length.
  const shown = Object.entries(printed)
    .filter(([command]) => !command.startsWith('nft -j'))
    .map(([command, text]) => `--- ${command}\n${text.trim()}`)
  return [`MISMATCH: ${problem}`, ...loads, ...shown, ...traced.map(tracedInWords)].join('\n')
}

function tracedInWords({ sent, trace }: Traced): string {
  const decisions = trace.decisions.map((one) => decisionInWords(one, trace.packet.family))
  const lines = [
    `--- packet: ${packetInWords(sent)}`,
    `    kernel: ${seenInWords(sent)}`,
    `    tracer: ${trace.verdict}`,
  ]
  return [...lines, ...decisions, ...trace.path.map(stationInWords)].join('\n')
}

const stationInWords = (one: Trace['path'][number]): string =>
  `      ${'  '.repeat(one.depth)}${placeInWords(one)} → ${one.does}${one.may ? ` (may: ${one.may})` : ''}`

const packetInWords = ({ knock, sourcePort }: Sent): string =>
  `${knock.source} port ${sourcePort} (${knock.sourceMac}) → ${knock.destination} port ${knock.destinationPort}, in by ${knock.device}${knock.bridgePort ? ` (${knock.bridgePort})` : ''}`

function seenInWords({ seen, knock }: Sent): string {
  if (seen.seen === 'rejected') return `rejected: ${rejectionInWords(seen.rejection, knock.family)}`
  return seen.seen === 'forwarded' ? `forwarded to ${seen.to} port ${seen.port}` : seen.seen
}

function decisionInWords({ verdict, rejection, to, at, because }: Decision, family: Trace['packet']['family']): string {
  const how = rejection ? ` by ${rejectionInWords(rejection, family)}` : ''
  const where = to ? ` to ${to.address} port ${to.port}` : ''
  const why = because.length > 0 ? ` because ${because.join('; ')}` : ''
  return `    ${verdict}${how}${where}${at ? ` at ${placeInWords(at)}` : ''}${why}`
}

const placeInWords = ({ tool, table, chain, rule }: Place): string =>
  `${tool} ${table} ${chain} ${rule ? `${rule.number}: ${rule.text}` : 'policy'}`
