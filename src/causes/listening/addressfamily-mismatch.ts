import { familyOf } from '../../domain/address.ts'
import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { answersFor, isWildcard, targetOf } from '../reading/serving.ts'

export const addressfamilyMismatch = defineCause({
  id: 'addressfamily-mismatch',
  title: 'sshd listens on the other address family only',
  needs: ['listeners', 'host'],
  also: ['connect', 'server-files'],
  recognise: ({ listeners, host, connect, 'server-files': files }) => {
    const target = targetOf(host, connect)
    const onPort = listeners.listeners.filter(({ port }) => port === host.port)
    const own = onPort.filter(({ process }) => process === 'sshd')
    // A socket of its own family that is bound elsewhere is a matter of ListenAddress.
    if (!target || !own.some(isWildcard) || onPort.some((listener) => isInReach(listener.address, target, listener)))
      return undefined
    const [used, served] = familyOf(target) === 4 ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4']
    return {
      confidence: 'proven',
      summary: `sshd listens on ${served} only, and ${target} is ${used}.`,
      evidence: [
        ...quoteLines(listeners, (line) => line.includes('"sshd"') || line.includes('/sshd')),
        ...(files ? quoteLines(files, (line) => /:\s*(AddressFamily|ListenAddress)\s/i.test(line)) : []),
      ],
      advice: `Set “AddressFamily any” in sshd_config (and no ListenAddress that names ${served} alone), then sudo sshd -t && sudo systemctl restart ssh`,
      affects: 'everybody',
    }
  },
  masks: ['sshd-stopped'],
  excludedBy: { connect: 'connected' },
  decide: ({ host }) => `ss -Hltn 'sport = :${host.port}'; sudo sshd -T | grep -iE 'addressfamily|listenaddress'`,
})

const isInReach = (address: string, target: string, listener: Parameters<typeof answersFor>[0]): boolean =>
  answersFor(listener, target) || (address !== '*' && familyOf(address) === familyOf(target))
