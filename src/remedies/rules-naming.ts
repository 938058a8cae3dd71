import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { BlockingRule } from '../domain/inside.ts'

/** The rules of one owner that block the address, or undefined when the evidence cannot tell for this address. */
export function rulesNaming(evidence: Evidence, ip: string, owner: BlockingRule['owner']): string[] | undefined {
  const firewall = answerOf(evidence, 'firewall')
  if (!firewall || evidence.client?.address !== ip) return undefined
  return firewall.blocking.filter((rule) => rule.owner === owner && rule.namesClient).map(({ text }) => text)
}
