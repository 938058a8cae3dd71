import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../../src/config/schema.ts'
import type { LabHost } from '../host.ts'
import { routerAddressOf } from '../places.ts'
import { onRouter } from '../router.ts'
import { changeBastion } from '../vantage.ts'
import { watchedHost } from './watch.ts'

interface Many {
  hosts: Host[]
  /** The address of the router that they are all behind. */
  router: string
}

/** One machine behind a router that is many hosts: it has all their addresses, and one sshd answers at each of them. */
export async function makeMany(host: LabHost, count: number): Promise<Many> {
  const number = Number(host.address.split('.').at(-1))
  const network = `10.79.${number}`
  const addresses = Array.from({ length: count }, (_, index) => `${network}.${index + 1}`)
  await host.exec(addresses.map((one) => `ip address add ${one}/32 dev lo`).join('\n'))
  await onRouter(host.name, `ip route add ${network}.0/24 dev lan`)
  const router = routerAddressOf(number)
  for (const route of [`${router}/32 dev br0`, `${network}.0/24 via ${router} dev br0 onlink`])
    await changeBastion(host.folder, `ip route add ${route}`, `ip route del ${route}`)
  knowAlso(host, addresses)
  const hosts = addresses.map((address, index) =>
    watchedHost({ ...host, address }, { name: `web-${String(index).padStart(2, '0')}` }),
  )
  return { hosts, router }
}

/** All of them show the keys of the one sshd. */
function knowAlso({ folder, address }: LabHost, addresses: readonly string[]): void {
  const file = join(folder, 'known_hosts')
  const keys = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const lines = keys.flatMap((line) => addresses.map((one) => `${line.replace(address, one)}\n`))
  appendFileSync(file, lines.join(''))
}
