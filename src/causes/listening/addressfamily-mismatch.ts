import { type Address, type Family, familyOf } from '../../domain/address.ts'
import type { Listener } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { isLoopback, reachableOn } from '../reading/listening.ts'
import { describeAttempt } from '../reading/outside.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'
import { familiesOf, nameOf, refusedAddress } from '../reading/served.ts'

export const addressfamilyMismatch = defineCause({
  id: 'addressfamily-mismatch',
  title: 'sshd serves the other of IPv4 and IPv6 alone',
  needs: ['listeners', 'host'],
  also: ['connect', 'client', 'sshd-config', 'sshd-process'],
  recognise: ({ listeners, host, connect, client, 'sshd-config': config, 'sshd-process': processes }) => {
    const own = reachableOn(listeners, host.port).filter(({ process }) => process === 'sshd' || process === 'systemd')
    const missed = missedFamily({ own, refused: refusedAddress(connect), client: client?.address })
    if (!missed || own.length === 0 || isHeld(listeners, host.port, missed.family)) return undefined
    const served = nameOf(missed.family === 4 ? 6 : 4)
    const said = config?.global.addressfamily?.[0] ?? 'any'
    return {
      confidence: 'proven',
      summary: `sshd of ${host.name} listens on port ${host.port} over ${served} alone, and ${missed.who} over ${nameOf(missed.family)}.${said === 'any' ? '' : ` Its configuration says AddressFamily ${said}.`}`,
      evidence: [
        ...(missed.isOurs && connect ? quoteProbe('connect', describeAttempt(connect)) : []),
        ...quoteLines(listeners, (line) =>
          own.some(({ pid, port }) => line.includes(`pid=${pid},`) && line.includes(`:${port} `)),
        ),
        ...quoteSettings(config, said),
        ...(processes ? quoteLines(processes, (line) => /\[listener\]/.test(line) && / -[46]\b/.test(line)) : []),
      ],
      advice: `Until it is mended: ssh -${served.at(-1)} … where the host has such an address. Then ${adviceOn(said, missed.family)}`,
      affects: missed.isOurs ? 'everybody' : 'client',
    }
  },
  decide: ({ host }) => `ss -ltn 'sport = :${host.port}'; sudo sshd -T | grep -iE '^(addressfamily|listenaddress)'`,
})

interface Missed {
  family: Family
  who: string
  isOurs: boolean
}

/** The family that somebody needs and sshd does not serve: what was refused to us, or what the client’s address is of. */
function missedFamily(on: { own: Listener[]; refused: Address | undefined; client: Address | undefined }) {
  const { own, refused, client } = on
  const isServed = (family: Family) => own.some((one) => familiesOf(one).includes(family))
  if (refused && !isServed(familyOf(refused)))
    return { family: familyOf(refused), who: `${refused} was tried,`, isOurs: true } satisfies Missed
  // Old versions of ss do not tell whether a socket of systemd takes both.
  if (!client || isServed(familyOf(client)) || own.some(({ process }) => process === 'systemd')) return undefined
  return { family: familyOf(client), who: `${client} connects`, isOurs: false } satisfies Missed
}

/** Then it is not sshd's choice: another program has the port there, or one of sshd's own addresses is loopback. */
const isHeld = ({ listeners }: Answered<'listeners'>, port: number, family: Family): boolean =>
  listeners.some(
    (one) => one.port === port && familiesOf(one).includes(family) && !(isLoopback(one) && one.process === 'sshd'),
  )

const quoteSettings = (config: Answered<'sshd-config'> | undefined, said: string) =>
  config
    ? quoteLines(config, (line) =>
        said === 'any' ? /^listenaddress /.test(line) : line === `addressfamily ${said}`,
      ).slice(0, 1)
    : []

const adviceOn = (said: string, family: Family): string =>
  said === 'any'
    ? `look for ListenAddress lines in /etc/ssh/sshd_config and sshd_config.d, and for -4 or -6 in the unit and in /etc/default/ssh: ${nameOf(family)} is missing there`
    : 'set “AddressFamily any” (the first such line counts: sudo grep -rni addressfamily /etc/ssh/sshd_config /etc/ssh/sshd_config.d); sudo sshd -t && sudo systemctl restart ssh'
