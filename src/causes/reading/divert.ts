import type { Address } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'
import { rulesPrinted } from './rules-printed.ts'

/** A rule that sends connections for a port of the host to somewhere else. */
interface Divert {
  text: string
  /** '' when it stays on the host. */
  address: Address
  port: number
  local: boolean
  /** It holds for some sources only, or for more than we can read. */
  conditional: boolean
}

/** The first rule that diverts the port, in the tables of iptables and of nft. */
export function divertOf(firewall: Answered<'firewall'>, port: number, address: Address): Divert | undefined {
  for (const text of rulesPrinted(firewall)) {
    const divert = fromIptables(text, port, address) ?? fromNft(text, port, address)
    if (divert) return divert
  }
  return undefined
}

/** `-A PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 22 -j DNAT --to-destination 172.17.0.2:22`; OUTPUT is not for others. */
function fromIptables(text: string, port: number, address: Address): Divert | undefined {
  const [, chain, matches = '', target = '', to = ''] =
    /^(?:\[\d+:\d+\] )?-A (\S+) (.*)-j (DNAT --to-destination|REDIRECT --to-ports) (\S+)$/.exec(text) ?? []
  if (!chain || chain === 'OUTPUT' || !matches.includes(`--dport ${port} `)) return undefined
  const [, destination] = /(?:^| )-d ([0-9a-fA-F.:]+)/.exec(matches) ?? []
  if (destination !== undefined && destination !== address) return undefined
  const conditional = /(^| )(-s |-m (?!tcp )|! -[sd] )/.test(matches)
  return { text, conditional, ...targetOf(target.startsWith('DNAT') ? to : `:${to}`, port) }
}

/** `ip daddr 10.0.0.5 tcp dport 22 dnat to 172.17.0.2:22`, `tcp dport 22 redirect to :2222` */
function fromNft(text: string, port: number, address: Address): Divert | undefined {
  const [, matches = '', to] = /^(.*\bdport .*)\b(?:dnat (?:ip6? )?to|redirect to) (\S+)/.exec(text) ?? []
  if (!to || !new RegExp(`\\btcp dport ${port}\\b`).test(matches)) return undefined
  const [, destination] = /\bdaddr ([0-9a-fA-F.:]+)/.exec(matches) ?? []
  if (destination !== undefined && destination !== address) return undefined
  return { text, conditional: /\bsaddr\b|@/.test(matches), ...targetOf(to, port) }
}

function targetOf(to: string, same: number) {
  const [, address = '', port] = /^\[?([0-9a-fA-F.]*|[0-9a-fA-F:]+(?=\]))\]?(?::(\d{1,5}))?$/.exec(to) ?? []
  return { address, port: port ? Number(port) : same, local: address === '' || address.startsWith('127.') }
}
