import { type Address, inNetwork } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'
import { rulesPrinted } from './rules-printed.ts'

/** Whether a rule lets the client through to the port, wherever it stands: everybody's, or one for its address. */
export const isLetIn = (firewall: Answered<'firewall'>, port: number, client: Address): boolean =>
  rulesPrinted(firewall).some(
    (line) => /(-j ACCEPT|\baccept)\b/.test(line) && portsOf(line).includes(port) && isFor(client, line),
  )

/** `--dport 22`, `--dports 22,443`, `tcp dport 22`, `tcp dport { 22, 443 }` */
function portsOf(line: string): number[] {
  const [, ports = ''] = /dports? (?:\{ )?(\d[\d, ]*)/.exec(line) ?? []
  return ports.split(/[ ,]+/).map(Number)
}

/** `-s 10.0.0.0/8`, `! -s 10.0.0.1/32`, `ip saddr 10.0.0.1`, `ip saddr != 10.0.0.1`; a set is not opened here. */
function isFor(client: Address, line: string): boolean {
  const [, before, after, network = ''] = /(! )?(?:-s|saddr) (!= )?(\S+)/.exec(line) ?? []
  if (network === '') return true
  const isNegated = before !== undefined || after !== undefined
  return inNetwork(client, network) !== isNegated
}
