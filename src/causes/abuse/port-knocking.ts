import type { BlockingRule } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { isLetIn } from '../reading/accepted.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'
import { rulesPrinted } from '../reading/rules-printed.ts'

export const portKnocking = defineCause({
  id: 'port-knocking',
  title: 'The SSH port opens only after a knock',
  needs: ['knocking', 'firewall', 'host'],
  also: ['client', 'connect'],
  recognise: ({ knocking, firewall, host, client, connect }) => {
    const { server, doors } = knocking
    const door = doors.find(({ ports }) => ports.length === 0 || ports.includes(host.port))
    const wall = wallOf(firewall, host.port)
    if (!server || !door || !wall) return undefined
    const isOut = client ? !isLetIn(firewall, host.port, client.address) : connect?.outcome === 'timed-out'
    if (!isOut) return undefined
    return {
      // A command that names no port may open another one.
      confidence: door.ports.length > 0 ? 'proven' : 'likely',
      summary: `That is intended: the firewall of ${host.name} keeps port ${host.port} shut, and ${server.name} (pid ${server.pid}) opens it for an address that knocks. ${client?.address ?? 'This vantage'} has not knocked, or its time is over.`,
      evidence: [
        ...(connect && connect.outcome !== 'connected' ? quoteProbe('connect', describeAttempt(connect)) : []),
        ...quoteLines(knocking, (line) => line.trim() === door.text || line.includes(server.name)),
        ...quoteLines(firewall, (line) => line.trim() === wall).slice(0, 1),
      ],
      advice: adviceFor(server.name, host.address),
      affects: client ? 'unlisted' : 'vantage',
    }
  },
  masks: [
    ...['network-fw-drop', 'ufw-deny', 'iptables-drop', 'iptables-tail-reject', 'firewall-tcp-reset', 'nftables-drop'],
    'connection-limit',
  ],
  decide: () => `systemctl is-active knockd fwknop-server; sudo iptables -S INPUT`,
})

/** What keeps the port shut, as its tool prints it: a rule that drops it, or a chain that drops what nothing lets through. */
function wallOf(firewall: Answered<'firewall'>, port: number): string | undefined {
  const { blocking, dropPolicies } = firewall
  const rule = blocking.find((one) => isAgainst(one, port))
  if (rule) return rule.text
  if (!dropPolicies.some(({ chain }) => /^input$/i.test(chain))) return undefined
  return rulesPrinted(firewall).find((line) => /^:INPUT DROP\b|hook input .*policy drop;/.test(line))
}

const isAgainst = ({ owner, text }: BlockingRule, port: number): boolean =>
  owner !== 'fail2ban' &&
  owner !== 'sshguard' &&
  (new RegExp(`dports? (\\{ )?([\\d, ]*[ ,])?${port}\\b`).test(text) ||
    /^(\[\d+:\d+\] )?-A INPUT -j (DROP|REJECT)/.test(text))

const adviceFor = (server: string, address: string): string =>
  server === 'knockd'
    ? `Ask who runs the host for the sequence, then: knock ${address} PORT PORT PORT, and connect within its time. It stands in /etc/knockd.conf, which is not for a ticket`
    : `fwknop -n NAME -R, with the key that who runs the host has given you; then connect within its time`
