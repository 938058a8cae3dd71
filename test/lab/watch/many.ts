import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../../src/config/schema.ts'
import type { LabHost } from '../host.ts'
import { numberOf, routerAddressOf } from '../places.ts'
import { onRouter } from '../router.ts'
import { changeBastion } from '../vantage.ts'
import { watchedHost } from './watch.ts'

interface Many {
  /** They are all in it; the way to it is for the scenario to make. */
  network: string
  hosts: Host[]
}

/** One machine that is many hosts: it has all their addresses, and one sshd answers at each of them. */
export async function makeMany(host: LabHost, count: number): Promise<Many> {
  const prefix = `10.79.${numberOf(host.address)}`
  const addresses = Array.from({ length: count }, (_, index) => `${prefix}.${index + 1}`)
  await host.exec(addresses.map((one) => `ip address add ${one}/32 dev lo`).join('\n'))
  knowAlso(host, addresses)
  const hosts = addresses.map((address, index) =>
    watchedHost({ ...host, address }, { name: `web-${String(index).padStart(2, '0')}` }),
  )
  return { network: `${prefix}.0/24`, hosts }
}

/** All of them show the keys of the one sshd. */
function knowAlso({ folder, address }: LabHost, addresses: readonly string[]): void {
  const file = join(folder, 'known_hosts')
  const keys = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const lines = keys.flatMap((line) => addresses.map((one) => `${line.replace(address, one)}\n`))
  appendFileSync(file, lines.join(''))
}

/** The bastion's way to the network, through the host's router. Returns the router's address there. */
export async function leadThroughRouter({ name, address, folder }: LabHost, network: string): Promise<string> {
  const router = routerAddressOf(numberOf(address))
  await onRouter(name, `ip route add ${network} dev lan`)
  for (const route of [`${router}/32 dev br0`, `${network} via ${router} dev br0 onlink`])
    await changeBastion(folder, `ip route add ${route}`, `ip route del ${route}`)
  return router
}
