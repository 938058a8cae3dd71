import { bootHost, type LabHost } from '../host.ts'
import { BASTION, netnsOf, numberOf } from '../places.ts'
import { script } from '../sh.ts'

/** A bastion whose only link can fail without disturbing anybody else: the lab's own carries all hosts. */
export interface SecondBastion {
  netns: string
  /** Its own link is set down, or up with the routes that it had. */
  link: (state: 'down' | 'up') => Promise<string>
  /** Its link stays up, and the switch forwards nothing any more. */
  unplug: () => Promise<string>
  plugIn: () => Promise<string>
}

/** A bastion beside the host, with a route through it to a network, for as long as the play lasts. */
export async function withSecondBastion(
  host: LabHost,
  network: string,
  play: (bastion: SecondBastion) => Promise<void>,
): Promise<void> {
  const own = await bootHost({ name: `${host.name}-eye`, networkOnly: true })
  const netns = netnsOf(own.name)
  const port = `host${numberOf(own.address)}`
  const route = `ip -n ${netns} route replace ${network} via ${host.address}`
  try {
    await script(route)
    await play({
      netns,
      link: (state) => script(`ip -n ${netns} link set eth0 ${state}${state === 'up' ? ` && ${route}` : ''}`),
      unplug: () => script(`ip -n ${BASTION} link set ${port} nomaster`),
      plugIn: () => script(`ip -n ${BASTION} link set ${port} master br0`),
    })
  } finally {
    await own.stop()
  }
}
