import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { divertOf } from '../reading/divert.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const natDeadBackend = defineCause({
  id: 'nat-dead-backend',
  title: 'A NAT rule sends the SSH port to where nothing listens',
  needs: ['connect', 'firewall', 'listeners', 'host'],
  recognise: ({ connect, firewall, listeners, host }) => {
    if (connect.outcome === 'connected') return undefined
    const divert = divertOf(firewall, host.port, connect.address)
    if (!divert) return undefined
    const alive = divert.local && listeners.listeners.some(({ port }) => port === divert.port)
    if (alive) return undefined
    return {
      confidence: saysDead(connect) && !divert.conditional ? 'proven' : 'likely',
      summary: `A NAT rule of ${host.name} passes port ${host.port} on to ${divert.local ? 'its own' : divert.address} port ${divert.port}, and nothing answers there. Its own sshd never sees these connections.`,
      evidence: [
        ...quoteProbe('connect', describeAttempt(connect)),
        ...quoteLines(firewall, (line) => line.trim() === divert.text).slice(0, 1),
        ...quoteLines(listeners, (line) => new RegExp(`:${host.port}\\s`).test(line)),
      ],
      advice: divert.local
        ? `Start what should listen on port ${divert.port}, or take the rule away: sudo iptables -t nat -S | grep ${host.port}`
        : `Start what should answer at ${divert.address} (docker ps -a, machinectl, ip route get ${divert.address}), or take the rule away: sudo iptables -t nat -S | grep ${host.port}`,
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped', 'wrong-port-listening', 'network-fw-drop', 'network-fw-reject', 'host-down-l2'],
  excludedBy: { banner: 'banner' },
  decide: ({ host }) =>
    `sudo iptables -t nat -S | grep -w ${host.port}; sudo nft list ruleset | grep -E 'dnat|redirect'`,
})

/** A refusal comes from the end of the way; silence may come from anything on it. */
const saysDead = (connect: Answered<'connect'>): boolean => connect.outcome !== 'timed-out'
