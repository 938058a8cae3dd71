import type { Host } from '../../config/schema.ts'
import { inCode, say } from '../answer.ts'
import { byName, matches } from './rank-hosts.ts'

/** Slack shows long messages only after a click; nobody reads a longer list on a phone. */
const MAX_TEXT = 2_800
const FAILING = 10

/** The hosts that somebody may check here, by their tags; those with an open alert are named first. For Slack's mrkdwn. */
export function hostsText(
  hosts: readonly Host[],
  filter: readonly string[],
  failing: ReadonlySet<string> = new Set(),
): string {
  if (hosts.length === 0) return 'There is no host that you may check here.'
  const shown = hosts.filter((host) => filter.every((word) => matches(host, word)))
  const wanted = filter.join(' ')
  if (shown.length === 0)
    return say`None of the ${hosts.length} hosts that you may check here has “${wanted}” in its name, address or tags.`
  const count = shown.length === 1 ? '1 host' : `${shown.length} hosts`
  const title = filter.length === 0 ? `*${count} that you may check here:*` : say`*${count} with “${wanted}”:*`
  return fitted([title, ...failingLine(shown, failing)].join('\n'), groupsOf(shown))
}

/** What stands first is seen first. */
function failingLine(shown: readonly Host[], failing: ReadonlySet<string>): string[] {
  const down = shown.filter(({ name }) => failing.has(name)).sort(byName)
  if (down.length === 0) return []
  const more = down.length > FAILING ? [` … and ${down.length - FAILING} more`] : []
  return [
    `⚠ *Failing now, with an alert:* ${[...down.slice(0, FAILING).map(({ name }) => inCode(name)), ...more].join(' ')}`,
  ]
}

/** Hosts of the same tags stand together; those without any come last. */
function groupsOf(hosts: readonly Host[]): [string, Host[]][] {
  const groups = new Map<string, Host[]>()
  for (const host of [...hosts].sort(byName)) {
    const tags = [...host.tags].sort().join(', ')
    groups.set(tags, [...(groups.get(tags) ?? []), host])
  }
  return [...groups].sort(([a], [b]) => Number(a === '') - Number(b === '') || a.localeCompare(b))
}

function fitted(title: string, groups: [string, Host[]][]): string {
  let text = title
  let left = groups.reduce((sum, [, hosts]) => sum + hosts.length, 0)
  for (const [tags, hosts] of groups) {
    text += tags === '' ? '\n_without a tag:_' : say`\n_${tags}:_`
    for (const { name } of hosts) {
      const more = ` ${inCode(name)}`
      if (text.length + more.length > MAX_TEXT) return `${text}\n… and ${left} more. ${NARROW}`
      text += more
      left -= 1
    }
  }
  return text
}

const NARROW = '`/ssh-check hosts WORD` shows those with WORD in their name, address or tags.'
