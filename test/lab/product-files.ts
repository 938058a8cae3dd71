import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IDENTITY } from './root-fs.ts'

interface ProductFiles {
  folder: string
  address: string
  port: number
  /** Public host keys, as ssh-keygen writes them. */
  keys: string[]
  /** What the inventory says instead of the address. */
  inventoryAddress?: string
  /** The login, and the port of the inventory. */
  inventoryUser?: string
  inventoryPort?: number
}

/** The product's configuration for one host, and its known_hosts. */
export function writeProductFiles(files: ProductFiles): void {
  const {
    folder,
    address,
    port,
    keys,
    inventoryAddress = address,
    inventoryUser = 'medic',
    inventoryPort = port,
  } = files
  const knownHosts = join(folder, 'known_hosts')
  const names = [...new Set([address, inventoryAddress])]
  const name = names.flatMap((one) => [port, inventoryPort].map((at) => (at === 22 ? one : `[${one}]:${at}`))).join(',')
  const lines = keys.map((key) => `${name} ${key.split(' ').slice(0, 2).join(' ')}\n`)
  mkdirSync(join(folder, 'home'), { recursive: true, mode: 0o700 })
  writeFileSync(knownHosts, lines.join(''))
  writeFileSync(
    join(folder, 'ssh-medic.yml'),
    `vantage: bastion-lab
knownHosts: ${knownHosts}
hosts:
  web-01: {address: ${inventoryAddress}, port: ${inventoryPort}, user: ${inventoryUser}, identityFile: ${IDENTITY}}
`,
  )
}
