import type { Sender, WayFacts } from '../../../src/causes/reading/client-packet.ts'
import { traceOf } from '../../../src/causes/reading/firewall-trace.ts'
import type { Evidence } from '../../../src/domain/evidence.ts'
import type { Answered } from '../../../src/domain/observation.ts'
import { printedOn, readReal } from '../../firewall/printed.ts'

const timing = { at: '2026-11-21T06:00:00.000Z', ms: 1 }

export const firewallWith = (printed: Record<string, string>): Answered<'firewall'> => ({
  observation: 'firewall',
  ...timing,
  outcome: 'read',
  commands: Object.entries(printed).map(([command, output]) => ({ command: `sudo -n ${command}`, exit: 0, output })),
  blocking: [],
  dropPolicies: [],
})

/** The observation of a host whose rules were recorded. */
export const realFirewall = (name: string): Answered<'firewall'> => firewallWith(printedOn(name))

export interface RealAnswer {
  from: string
  to: string
  port: number
  unclear?: true
  seen: { verdict: string }
}

export const realAnswers = (name: string): RealAnswer[] =>
  (JSON.parse(readReal(name, 'answers.json')) as { answers: RealAnswer[] }).answers

/** A host with one device, that was tried at that address. */
export function wayTo(to: string, port = 22): WayFacts {
  const addresses = [
    { address: '127.0.0.1', interface: 'lo' },
    { address: to, interface: 'eth0' },
  ]
  return {
    host: { port },
    addresses: { observation: 'addresses', ...timing, outcome: 'read', commands: [], addresses },
    resolve: {
      observation: 'resolve',
      ...timing,
      outcome: 'resolved',
      addresses: [{ address: to, family: to.includes(':') ? 6 : 4 }],
      literal: true,
    },
  }
}

export const realTrace = (name: string, sender: Sender, to: string, port = 22) =>
  traceOf(sender, realFirewall(name), wayTo(to, port))

/** The evidence of such a host as `check --save` writes it, as far as a trace needs it. */
export function realEvidence(name: string, to: string): Evidence {
  const { addresses, resolve } = wayTo(to)
  return {
    schema: 'ssh-medic/evidence@1',
    runId: 'run-1',
    startedAt: timing.at,
    durationMs: 1,
    host: { name: 'web-01', address: to, port: 22 },
    vantage: 'bastion-a',
    observations: [realFirewall(name), ...[addresses, resolve].flatMap((one) => one ?? [])],
  }
}
