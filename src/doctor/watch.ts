import type { Watch } from '../config/watch.ts'
import { names, type Watchable, watchlist } from '../monitor/watchlist.ts'
import { type Around, defineExam, listed, note, orRight, plural, type Result, right, wrong } from './exam.ts'

/** What the schema cannot see of the watch: rules that name no host, and hosts that nobody looks at. */
export const watch = defineExam({
  id: 'watch',
  title: 'Watch',
  needs: [],
  examine: ({ config, hosts }) => {
    const given = config.watch
    if (!given) return [right('nothing is watched: somebody has to ask (docs/watch.md)')]
    const watched = watchlist(given, hosts, config.vantage)
    const vantages = [...new Set(watched.map(({ vantage }) => vantage))]
    const summary = `${plural(watched.length, 'host')} watched from ${listed(vantages) || 'nowhere'}`
    return orRight(
      [...rulesOf(given).flatMap((rule) => emptyRule(rule, hosts)), ...unwatched(given, hosts), ...advice(given)],
      summary,
    )
  },
})

interface Rule {
  path: string
  which: { hosts: readonly string[]; tags: readonly string[]; networks: readonly string[] }
  /** What comes of it when it names nobody. */
  means: string
}

function rulesOf({ groups, maintenance, severities }: Watch): Rule[] {
  return [
    ...groups.map((which, index) => ({ path: `watch.groups[${index}]`, which, means: 'so it watches nothing' })),
    ...maintenance.map((which, index) => ({
      ...{ path: `watch.maintenance[${index}]`, which },
      means: 'so it silences nothing',
    })),
    ...severities.map(({ tags, severity }, index) => ({
      ...{ path: `watch.severities[${index}]`, which: { hosts: [], networks: [], tags } },
      means: `so nothing is ${severity} because of it`,
    })),
  ]
}

/** Each name, tag and network by itself: one typing error among good ones leaves hosts alone, too. */
function emptyRule({ path, which, means }: Rule, hosts: Around['hosts']): Result[] {
  const parts = [
    ...which.hosts.map((one) => ({ words: `the name ${one}`, which: { hosts: [one], tags: [], networks: [] } })),
    ...which.tags.map((one) => ({ words: `the tag ${one}`, which: { hosts: [], tags: [one], networks: [] } })),
    ...which.networks.map((one) => ({ words: `the network ${one}`, which: { hosts: [], tags: [], networks: [one] } })),
  ]
  const empty = parts.filter((part) => !hosts.some((host) => names(part.which, host)))
  if (empty.length === 0) return []
  const words = listed(empty.map((part) => part.words))
  const isAll = empty.length === parts.length
  return [
    wrong(
      `${path}: no host of the inventory has ${words}${isAll ? `, ${means}` : ''}`,
      `Correct it there, or ${empty.some((part) => part.which.tags.length > 0) ? 'give the tag to a host' : 'add the host to the inventory'}. A host whose address is a name lies in no network.`,
    ),
  ]
}

/** Named by a group, and yet not looked at. */
function unwatched({ groups }: Watch, hosts: readonly Watchable[]): Result[] {
  const behind = hosts.filter(({ jumps = [], ...host }) => jumps.length > 0 && groups.some((one) => names(one, host)))
  if (behind.length === 0) return []
  return [
    note(
      `${listed(behind.map(({ name }) => name))} ${behind.length === 1 ? 'is' : 'are'} not watched: only a login through its jumps tells whether it answers`,
      'Run a worker on the last jump, and give the host its vantage and no jump there (docs/watch.md).',
    ),
  ]
}

const advice = ({ canaries, onCall, fallbackChannel }: Watch): Result[] => [
  ...(canaries.length > 0
    ? []
    : [
        note(
          'watch.canaries names no server: a bastion that is cut off is only told from hosts that fail when many are silent at once',
          'Name one that always answers near it, such as its gateway.',
        ),
      ]),
  ...(onCall.length > 0 ? [] : [note('watch.onCall names nobody: an alert that nobody takes is not reminded of')]),
  ...(fallbackChannel === undefined
    ? [note('watch.fallbackChannel is not set: alerts of a channel that is archived are told nowhere else')]
    : []),
]
