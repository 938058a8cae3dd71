import { Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { type Address, canonicalAddress } from '../domain/address.ts'
import type { OutsideAnswers } from '../domain/observation.ts'
import type { DnsAnswer, NameServer } from '../domain/vantage.ts'

const TIMEOUT_MS = 1_500
/** resolv.conf(5): the library uses no more. */
const MAX_SERVERS = 3

interface Files {
  resolvConf?: string
  hosts?: string
}

/** Asks every name server of this machine for the name, each apart, and looks the name up in the hosts file. */
export async function askNameServers(
  name: string,
  { resolvConf = '/etc/resolv.conf', hosts = '/etc/hosts' }: Files = {},
): Promise<OutsideAnswers['name-servers']> {
  const [resolvers, hostsFile] = await Promise.all([textOf(resolvConf), textOf(hosts)])
  const { servers, search } = serversOf(resolvers)
  const names = name.includes('.') ? [name] : [...search.map((domain) => `${name}.${domain}`), name]
  return {
    outcome: 'asked',
    name,
    servers: await Promise.all(servers.map((server) => askOne(server, names))),
    hostsFile: linesNaming(name, hostsFile),
  }
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')

/** The name servers and search domains of resolv.conf(5); without any, the one on this machine is asked. */
export function serversOf(text: string): { servers: Address[]; search: string[] } {
  const values = (keyword: string) =>
    text.split('\n').flatMap((line) => {
      const [word, ...rest] = line.trim().split(/\s+/)
      return word === keyword ? [rest] : []
    })
  const named = values('nameserver').flatMap(([address = '']) => canonicalAddress(address) ?? [])
  const search = [...values('domain'), ...values('search')].at(-1) ?? []
  return { servers: named.length > 0 ? named.slice(0, MAX_SERVERS) : ['127.0.0.1'], search }
}

function linesNaming(name: string, text: string) {
  return text.split('\n').flatMap((line) => {
    const [first = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const address = canonicalAddress(first)
    const isNamed = names.some((one) => one.toLowerCase() === name.toLowerCase())
    return address && isNamed ? [{ address, line: line.trim().slice(0, 200) }] : []
  })
}

async function askOne(address: Address, names: string[]): Promise<NameServer> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 })
  resolver.setServers([address.includes(':') ? `[${address}]` : address])
  const forName = await firstWithAddress(resolver, names)
  if (forName.outcome === 'answered' || isSilence(forName.code)) return { address, forName }
  return { address, forName, forRoot: await answerOf(() => resolver.resolveNs('.')) }
}

const isSilence = (code: string) => code === 'ETIMEOUT' || code === 'ECONNREFUSED'

async function firstWithAddress(resolver: Resolver, names: string[]): Promise<DnsAnswer> {
  let last: DnsAnswer = { outcome: 'answered', addresses: [] }
  for (const name of names) {
    last = await bothFamilies(resolver, name)
    if (last.outcome === 'failed' || last.addresses.length > 0) return last
  }
  return last
}

async function bothFamilies(resolver: Resolver, name: string): Promise<DnsAnswer> {
  const [v4, v6] = await Promise.all([answerOf(() => resolver.resolve4(name)), answerOf(() => resolver.resolve6(name))])
  const addresses = [v4, v6].flatMap((one) => (one.outcome === 'answered' ? one.addresses : []))
  if (addresses.length > 0) return { outcome: 'answered', addresses }
  return [v4, v6].find(({ outcome }) => outcome === 'failed') ?? { outcome: 'answered', addresses }
}

/** "No such name" and "no record of that kind" are answers too. */
async function answerOf(ask: () => Promise<string[]>): Promise<DnsAnswer> {
  try {
    const addresses = (await ask()).flatMap((text) => canonicalAddress(text) ?? [])
    return { outcome: 'answered', addresses }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return code === 'ENOTFOUND' || code === 'ENODATA'
      ? { outcome: 'answered', addresses: [] }
      : { outcome: 'failed', code }
  }
}
