import type { Recognised } from '../../domain/diagnosis.ts'
import type { Listener } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { answersFor, failedBinds, isDown, isLoopback, isWildcard, quoteLog, targetOf } from '../reading/serving.ts'

const NOT_OURS = 'Cannot assign requested address'
const reload = 'sudo sshd -t && sudo systemctl restart ssh'

export const listenAddress = defineCause({
  id: 'listen-address',
  title: 'sshd listens on an address that people do not use',
  needs: ['listeners', 'host'],
  also: ['connect', 'sshd-log', 'server-files'],
  recognise: ({ listeners, host, connect, 'sshd-log': log, 'server-files': files }) => {
    const found = isDown(listeners, host.port) && log ? unassigned(listeners, log, host.port) : undefined
    const recognised = found ?? elsewhere(listeners, host.port, targetOf(host, connect))
    if (!recognised) return undefined
    const configured = files ? quoteLines(files, (line) => /:\s*ListenAddress\s/i.test(line)) : []
    return { ...recognised, evidence: [...recognised.evidence, ...configured] }
  },
  masks: ['sshd-stopped', 'sshd-start-limit-hit'],
  excludedBy: { connect: 'connected' },
  decide: ({ host }) => `ss -Hltn 'sport = :${host.port}'; ip -br address; sudo sshd -T | grep -i listenaddress`,
})

/** sshd could bind none of its addresses, because the host does not have them. */
function unassigned(listeners: Answered<'listeners'>, log: Answered<'sshd-log'>, port: number): Recognised | undefined {
  const failed = failedBinds(log, port, NOT_OURS)
  const [first] = failed
  if (!first) return undefined
  const addresses = failed.map(({ address }) => address)
  const arrived = addresses.find((address) => listeners.addresses?.includes(address))
  return {
    confidence: arrived || !listeners.addresses ? 'likely' : 'proven',
    summary: arrived
      ? `When sshd started, the host did not have the address ${arrived} yet on which it has to listen.`
      : `sshd has to listen on ${addresses.join(', ')}, and the host has no such address.`,
    evidence: [
      ...quoteLog(
        log,
        failed.map(({ line }) => line),
      ),
      ...quoteLines(listeners, (line) => /^\d+: \S+ +inet/.test(line)),
    ],
    advice: arrived
      ? 'sudo systemctl start ssh; and let it wait for the network: After=network-online.target'
      : `Correct ListenAddress in sshd_config, then ${reload}`,
    affects: 'everybody',
    since: first.line.at,
  }
}

/** sshd listens, but only on particular addresses, and the one that people use is not among them. */
function elsewhere(listeners: Answered<'listeners'>, port: number, target: string | undefined): Recognised | undefined {
  const onPort = listeners.listeners.filter((listener) => listener.port === port)
  const own = onPort.filter(({ process }) => process === 'sshd')
  if (own.length === 0 || own.some(isWildcard) || !missesTarget(onPort, own, target)) return undefined
  // Behind NAT the host does not have the address that people use, and the one it listens on may be the right one.
  if (!own.every(isLoopback) && !(target && listeners.addresses?.includes(target))) return undefined
  return {
    confidence: 'proven',
    summary: `sshd listens on ${own.map(({ address }) => address).join(', ')} only${target ? `, and not on ${target}` : ''}.`,
    evidence: quoteLines(listeners, (line) => line.includes('"sshd"') || line.includes('/sshd')),
    advice: `Correct or remove ListenAddress in sshd_config, then ${reload}`,
    affects: 'everybody',
  }
}

const missesTarget = (onPort: Listener[], own: Listener[], target: string | undefined): boolean =>
  target ? !onPort.some((listener) => answersFor(listener, target)) : own.every(isLoopback)
