import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import SSHConfig from 'ssh-config'
import { inventoryOf, opensshHost } from '../config/inventory.ts'
import { expandHome, loadConfig } from '../config/load.ts'
import type { Config, Host } from '../config/schema.ts'
import { type Address, canonicalAddress } from '../domain/address.ts'
import { EXIT, Stop } from './exit.ts'

/** The configuration and the host that a terminal command is about. */
export function targetOf(name: string, file: string | undefined): { config: Config; host: Host } {
  const config = loadConfig(file)
  const host = inventoryOf(config).find((one) => one.name === name) ?? fromSshConfig(name)
  if (!host) throw new Stop(EXIT.usage, `“${name}” is neither a host of the inventory nor a host name or address`)
  return { config: { ...config, knownHosts: expandHome(config.knownHosts) }, host }
}

/** What ~/.ssh/config says of the name; a plain name or address where it says nothing. */
function fromSshConfig(name: string): Host | undefined {
  const file = join(homedir(), '.ssh/config')
  const config = SSHConfig.parse(existsSync(file) ? readFileSync(file, 'utf8') : '')
  const literal = canonicalAddress(name)
  // A name that starts with a dash is an option gone astray, not a host.
  if (!literal && !/^[a-z0-9][a-z0-9._-]*$/i.test(name)) return undefined
  const [host] = opensshHost(config, name)
  return host ?? { name, address: literal ?? name, port: 22, tags: [] }
}

/** The client's address as given on the command line. */
export function clientOf(text: string | undefined): Address | undefined {
  if (text === undefined) return undefined
  const address = canonicalAddress(text)
  if (!address) throw new Stop(EXIT.usage, `--from takes an IP address such as 203.0.113.7, not “${text}”`)
  return address
}

export function userOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[a-z_][a-z0-9_.-]{0,31}\$?$/i.test(text)) return text
  throw new Stop(EXIT.usage, `--user takes a login name such as deploy, not “${text}”`)
}
