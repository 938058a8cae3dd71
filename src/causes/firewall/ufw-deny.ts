import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { decidingRule } from '../reading/ufw-rules.ts'

export const ufwDeny = defineCause({
  id: 'ufw-deny',
  title: 'ufw does not let the client in',
  needs: ['ufw', 'client', 'host'],
  recognise: ({ ufw, client, host }) => {
    if (!ufw.active) return undefined
    const decided = decidingRule(ufw.rules, { client: client.address, port: host.port })
    if (decided.kind === 'rule')
      return decided.rule.action === 'DENY' || decided.rule.action === 'REJECT'
        ? byRule(ufw, decided.rule.line, client.address, host.port)
        : undefined
    if (decided.kind === 'unclear') return unclear(decided.rule.line, client.address)
    return /^(deny|reject)/.test(ufw.incoming) ? byDefault(ufw, client.address, host.port) : undefined
  },
  remedies: ['ufw-allow'],
  decide: () => 'sudo ufw status verbose; sudo ufw status numbered',
})

function byRule(ufw: Answered<'ufw'>, line: string, client: string, port: number) {
  return {
    confidence: 'proven' as const,
    summary: `A rule of ufw keeps ${client} out of port ${port}: ${line.trim().replace(/\s+/g, ' ')}`,
    evidence: quoteLines(ufw, (printed) => printed === line),
    advice: `sudo ufw insert 1 allow from ${client} to any port ${port} proto tcp`,
    affects: 'client' as const,
    remedies: allow(client, port),
  }
}

function byDefault(ufw: Answered<'ufw'>, client: string, port: number) {
  return {
    confidence: 'proven' as const,
    summary: `ufw denies what no rule allows, and no rule allows ${client} to port ${port}.`,
    evidence: quoteLines(ufw, (printed) => /^Default:|^Status: active/.test(printed)),
    advice: `sudo ufw allow from ${client} to any port ${port} proto tcp`,
    affects: 'client' as const,
    remedies: allow(client, port),
  }
}

const allow = (client: string, port: number) => [{ id: 'ufw-allow', args: { ip: client, port: String(port) } }]

function unclear(line: string, client: string) {
  return {
    confidence: 'possible' as const,
    summary: `Whether ufw lets ${client} in depends on a rule that ssh-medic cannot read: ${line.trim().replace(/\s+/g, ' ')}`,
    evidence: [{ observation: 'ufw' as const, quote: line }],
    affects: 'client' as const,
  }
}
