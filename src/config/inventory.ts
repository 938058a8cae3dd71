import SSHConfig from 'ssh-config'
import { z } from 'zod'
import { ConfigError, parseYaml, readText } from './load.ts'
import { type Config, configSchema, type Host } from './schema.ts'

/** Every host of the configuration: its own, then those of its sources; the first definition of a name wins. */
export function inventoryOf(config: Config): Host[] {
  const own = Object.entries(config.hosts).map(([name, host]) => ({ ...host, name }))
  const imported = config.hostsFrom.flatMap((source) =>
    'openssh' in source ? fromOpenssh(readText(source.openssh)) : fromAnsible(readText(source.ansible), source.ansible),
  )
  const hosts = firstOfEachName([...own, ...imported])
  return hosts.map((host) => (host.jump ? { ...host, jumps: jumpsOf(host, hosts, MAX_JUMPS) } : host))
}

function firstOfEachName(hosts: Host[]): Host[] {
  const byName = new Map<string, Host>()
  for (const host of hosts) if (!byName.has(host.name)) byName.set(host.name, host)
  return [...byName.values()]
}

/** The hosts that lead to a host; the first of them may need others before it. */
function jumpsOf(host: Host, hosts: Host[], left: number): Host[] {
  if (left === 0) throw new ConfigError(`the jumps of ${host.name} lead in a circle: correct its “jump”`)
  const named = (host.jump ?? []).map((name) => {
    const found = hosts.find((one) => one.name === name)
    if (!found) throw new ConfigError(`${host.name} jumps through ${name}, which no host is named: add it under hosts`)
    return found
  })
  const [first] = named
  return [...(first?.jumps ?? (first ? jumpsOf(first, hosts, left - 1) : [])), ...named]
}

/** The concrete hosts of an ssh_config; patterns only lend their settings. */
export function fromOpenssh(text: string): Host[] {
  const config = SSHConfig.parse(text)
  const names = config.flatMap((section) =>
    'param' in section && /^host$/i.test(section.param) ? words(section.value) : [],
  )
  return names.filter((name) => /^[^*?!]+$/.test(name)).flatMap((name) => opensshHost(config, name))
}

/** No chain of jumps is that long, unless it goes in a circle. */
const MAX_JUMPS = 8

/** One host as ssh itself would see it; undefined fields are left to ssh's defaults. */
export function opensshHost(config: SSHConfig, name: string, left = MAX_JUMPS): Host[] {
  const settings = config.compute(name, { ignoreCase: true })
  const [identityFile] = words(settings.identityfile)
  const jumps = left > 0 ? opensshJumps(config, words(settings.proxyjump).join(''), left - 1) : []
  const found = toHost(name, {
    address: text(settings.hostname) ?? name,
    port: settings.port === undefined ? undefined : Number(text(settings.port)),
    user: text(settings.user),
    identityFile,
  })
  return jumps.length > 0 ? found.map((host) => ({ ...host, jumps })) : found
}

/** ProxyJump of ssh_config(5): `none`, or `[user@]host[:port]` joined by commas. */
function opensshJumps(config: SSHConfig, value: string, left: number): Host[] {
  const hops = value.split(',').filter((hop) => hop !== '' && hop.toLowerCase() !== 'none')
  return hops.flatMap((hop, index) => {
    const [, user, name = '', port] = /^(?:ssh:\/\/)?(?:([^@]+)@)?([^:/]+)(?::(\d+))?\/?$/.exec(hop) ?? []
    const [host] = opensshHost(config, name, index === 0 ? left : 0)
    if (!host) return []
    const { jumps = [], ...alone } = host
    return [...jumps, { ...alone, ...(user && { user }), ...(port && { port: Number(port) }) }]
  })
}

type Value = string | string[] | { val: string }[] | undefined
const words = (value: unknown): string[] =>
  asList(value as Value)
    .flatMap((one) => one.split(/\s+/))
    .filter(Boolean)
const text = (value: unknown): string | undefined => words(value)[0]

function asList(value: Value): string[] {
  if (value === undefined) return []
  return (Array.isArray(value) ? value : [value]).map((one) => (typeof one === 'string' ? one : one.val))
}

function toHost(name: string, settings: Record<string, unknown>): Host[] {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const parsed = configSchema.shape.hosts.safeParse({ [name]: given })
  return parsed.success ? Object.values(parsed.data).map((host) => ({ ...host, name })) : []
}

interface Group {
  hosts?: Record<string, Record<string, unknown> | null> | undefined
  children?: Record<string, Group | null> | undefined
}
const group: z.ZodType<Group> = z.lazy(() =>
  z.looseObject({
    hosts: z.record(z.string(), z.record(z.string(), z.unknown()).nullable()).optional(),
    children: z.record(z.string(), group.nullable()).optional(),
  }),
)

/** The hosts of an Ansible inventory in YAML; the groups a host is in become its tags. */
export function fromAnsible(text: string, file: string): Host[] {
  const parsed = z.record(z.string(), group.nullable()).safeParse(yamlOrNothing(text, file))
  if (!parsed.success)
    throw new ConfigError(
      `${file} is not an Ansible inventory in YAML; write one with: ansible-inventory --list --yaml`,
    )
  return mergeTags(Object.entries(parsed.data).flatMap(([name, one]) => hostsOfGroup(name, one ?? {}, [])))
}

/** Ansible's older INI format is no YAML: that is told in Ansible's words. */
function yamlOrNothing(text: string, file: string): unknown {
  try {
    return parseYaml(text, file)
  } catch {
    return undefined
  }
}

function hostsOfGroup(name: string, { hosts = {}, children = {} }: Group, above: string[]): Host[] {
  const tags = name === 'all' ? above : [...above, name]
  const own = Object.entries(hosts).flatMap(([hostName, vars]) => ansibleHost(hostName, vars ?? {}, tags))
  return [...own, ...Object.entries(children).flatMap(([child, one]) => hostsOfGroup(child, one ?? {}, tags))]
}

function ansibleHost(name: string, vars: Record<string, unknown>, tags: string[]): Host[] {
  return toHost(name, {
    address: vars.ansible_host ?? name,
    port: vars.ansible_port,
    user: vars.ansible_user,
    identityFile: vars.ansible_ssh_private_key_file,
    tags,
  })
}

function mergeTags(hosts: Host[]): Host[] {
  const byName = new Map<string, Host>()
  for (const host of hosts) {
    const earlier = byName.get(host.name)
    byName.set(host.name, { ...earlier, ...host, tags: [...new Set([...(earlier?.tags ?? []), ...host.tags])] })
  }
  return [...byName.values()]
}
