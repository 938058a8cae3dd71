// Sends single SYNs to a lab host, from any address, and tells what came of each.
import { familyOf } from '../../../src/domain/address.ts'
import type { Rejection } from '../../../src/firewall/rules.ts'
import { hear, nameOf, synFrame } from '../../kernel/frame.ts'
import { frameSender, frameTap, inNamespace } from '../../kernel/sockets.ts'
import type { LabHost } from '../host.ts'
import { BASTION, netnsOf } from '../places.ts'
import { must, sleep } from '../sh.ts'
import type { Knock } from './rule-set.ts'

export type Seen =
  | { verdict: 'accepted' | 'dropped' }
  | { verdict: 'rejected'; rejection: Rejection }
  | { verdict: 'forwarded'; to: { address: string; port: number } }

export interface Knocked {
  knock: Required<Omit<Knock, 'unclear'>> & Pick<Knock, 'unclear'>
  sourcePort: number
  seen: Seen
}

const BASTION_MAC = '02:77:00:00:00:01'
const FIRST_PORT = 40_001
/** The host has answered before; the rest is for a busy machine. */
const WAIT_MS = 150

/** One after the other, each a connection of its own. Port 22 is listened on: a reset is a rule's, and silence too. */
export async function knockAll(host: LabHost, knocks: readonly Knock[]): Promise<Knocked[]> {
  const netns = netnsOf(host.name)
  const [{ address: mac }] = JSON.parse(await must(['ip', '-n', netns, '-j', 'link', 'show', 'eth0']))
  const [{ ifindex: bridge }] = JSON.parse(await must(['ip', '-n', BASTION, '-j', 'link', 'show', 'br0']))
  await knowNeighbours(netns)
  const tap = inNamespace(netns, frameTap)
  const sender = inNamespace(BASTION, () => frameSender(bridge))
  const knocked: Knocked[] = []
  try {
    for (const [index, { from, port = 22, to, unclear }] of knocks.entries()) {
      const family = familyOf(from)
      const sourcePort = FIRST_PORT + index
      const destination = to ?? (family === 4 ? host.address : host.address6)
      const wire = { family, source: from, sourcePort, destination, destinationPort: port }
      sender.send(synFrame({ ...wire, sourceMac: BASTION_MAC, destinationMac: mac }))
      await sleep(WAIT_MS)
      const seen = heardOf(tap, nameOf(from, sourcePort))
      knocked.push({ knock: { from, port, to: destination, ...(unclear && { unclear }) }, sourcePort, seen })
    }
  } finally {
    tap.close()
    sender.close()
  }
  return knocked
}

/** Rules that drop neighbour discovery must not look like rules that drop the packet. */
const knowNeighbours = (netns: string) =>
  must([
    'sh',
    '-euc',
    ['10.77.0.1', 'fd77::1']
      .map((one) => `ip -n ${netns} neigh replace ${one} lladdr ${BASTION_MAC} dev eth0 nud permanent`)
      .join('; '),
  ])

function heardOf(tap: ReturnType<typeof frameTap>, name: string): Seen {
  let arrived = false
  let seen: Seen = { verdict: 'dropped' }
  for (let tapped = tap.next(); tapped; tapped = tap.next()) {
    const heard = hear(tapped.frame)
    if (heard?.of !== name) continue
    if (!tapped.outgoing) arrived ||= heard.what.said === 'syn'
    else if (heard.what.said === 'syn-ack') seen = { verdict: 'accepted' }
    else if (heard.what.said === 'no') seen = { verdict: 'rejected', rejection: heard.what.rejection }
    else seen = { verdict: 'forwarded', to: { address: heard.what.to, port: heard.what.port } }
  }
  if (!arrived) throw new Error(`the packet of ${name} never got to the host`)
  return seen
}
