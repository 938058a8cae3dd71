import type { Host } from '../config/schema.ts'
import { hostFinder } from '../slack/shortcuts/hosts-in-text.ts'

/** The labels in which an alert names its host; what comes first was rather put there by a person. */
const HOST_LABELS = ['host', 'hostname', 'nodename', 'node', 'server', 'target', 'address', 'instance']

/** The host that an alert is about: of the inventory, or as the sender calls it; undefined when it names none. */
export type AlertHost = { host: Host } | { stranger: string } | undefined

/**
 * Finds the hosts that alerts are about. Only what stands in a label for hosts counts: an alert's text may mention others.
 * Pure.
 */
export function alertHostFinder(hosts: readonly Host[]): (labels: Readonly<Record<string, string>>) => AlertHost {
  const find = hostFinder(hosts)
  return (labels) => {
    const named = HOST_LABELS.flatMap((label) => labels[label] || [])
    const [host] = find(named.join('\n')).hosts
    if (host) return { host }
    const [first] = named
    return first === undefined ? undefined : { stranger: first }
  }
}
