import type { Members } from './members.ts'

/** `add NAME ELEMENT …` lines of `ipset save`; of an element with several parts (`10.0.0.1,tcp:22`) the address. */
export function ipsetMembers(save: string): Members {
  const sets = new Map<string, string[]>()
  const nested: [string, string][] = []
  for (const [, verb, name = '', element = ''] of save.matchAll(/^(create|add) (\S+) (\S+)/gm)) {
    const members = sets.get(name) ?? []
    sets.set(name, members)
    if (verb === 'create') continue
    const [address = ''] = element.split(',')
    // A list:set holds other sets by name.
    if (/^[\d.]+|:/.test(address)) members.push(address)
    else nested.push([name, address])
  }
  for (const [name, inner] of nested) sets.get(name)?.push(...(sets.get(inner) ?? []))
  return sets
}
