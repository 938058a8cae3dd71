import { statSync } from 'node:fs'
import { expandHome } from '../config/load.ts'
import type { Policy } from '../config/policy.ts'
import { vantagesOf } from '../config/vantages.ts'
import { grantsOf } from '../policy/grants.ts'
import { type Around, defineExam, listed, note, orRight, plural, type Result, wrong } from './exam.ts'

/** What the schema cannot see: settings that say nothing, or more than was meant. */
export const configuration = defineExam({
  id: 'configuration',
  title: 'Configuration',
  needs: [],
  examine: (around) => orRight([...file(around), ...inventory(around), ...policy(around)], summary(around)),
})

function summary({ configFile, hosts, config }: Around): string {
  const vantages = vantagesOf({ config, hosts }).map(({ vantage }) => vantage)
  return `${configFile ?? 'no file, so the defaults'}: ${plural(hosts.length, 'host')}, ${plural(vantages.length, 'vantage')} (${listed(vantages)})`
}

function file({ configFile, config }: Around): Result[] {
  if (configFile === undefined)
    return [note('there is no configuration file', 'Copy ssh-medic.example.yml to /etc/ssh-medic/ssh-medic.yml.')]
  const { mode } = statSync(expandHome(configFile))
  if (mode & 0o002)
    return [
      wrong(
        `${configFile} can be written by everybody: so everybody can give themselves the right to fix`,
        chmod('o-w'),
      ),
    ]
  if (mode & 0o004 && /^rediss?:\/\/[^/]*:[^/]+@/.test(config.redis ?? ''))
    return [wrong(`${configFile} holds the password of Redis and can be read by everybody`, chmod('o='))]
  return []

  function chmod(change: string): string {
    return `chmod ${change} ${configFile}`
  }
}

function inventory({ hosts, config: { slack } }: Around): Result[] {
  const empty = wrong(
    'the inventory is empty: from Slack nothing can be checked',
    'List hosts under hosts: or hostsFrom:.',
  )
  return [
    ...(hosts.length === 0 ? [empty] : []),
    ...(slack.apiUrl === undefined ? [] : [note(`slack.apiUrl leads to ${slack.apiUrl} instead of Slack itself`)]),
  ]
}

function policy({ config, hosts }: Around): Result[] {
  const known = new Set(hosts.flatMap(({ tags }) => tags))
  return [...tagsOf(config.policy).flatMap(unknownTags), ...demands(config.policy), ...nobody(config.policy)]

  function unknownTags({ path, tags, means }: Tagged): Result[] {
    const unknown = tags.filter((tag) => !known.has(tag))
    if (unknown.length === 0) return []
    const have = known.size === 0 ? 'none has any' : `they have ${listed([...known])}`
    return [
      wrong(
        `${path}.tags names ${listed(unknown)}, which no host has: ${means}`,
        `Correct the tag, or give it to a host (${have}).`,
      ),
    ]
  }
}

interface Tagged {
  path: string
  tags: readonly string[]
  means: string
}

const tagsOf = ({ grants, demands: all }: Policy): Tagged[] => [
  ...grants.map(({ tags = [] }, index) => ({
    path: `policy.grants[${index}]`,
    tags,
    means: 'so it grants nothing for them',
  })),
  ...all.map(({ tags = [] }, index) => ({
    path: `policy.demands[${index}]`,
    tags,
    means: 'so no approval or reason is ever demanded because of them',
  })),
]

/** A demand that nobody can meet keeps everybody from fixing. */
const demands = (given: Policy): Result[] =>
  given.demands.flatMap(({ approvals, tags, risks }, index) => {
    const subjects = (risks ?? [undefined]).map((risk) => ({ ...(tags && { tags }), ...(risk && { risk }) }))
    const grants = subjects.flatMap((subject) => grantsOf(given, 'approve', subject))
    if (approvals === 0 || grants.length > 0) return []
    return [
      wrong(
        `policy.demands[${index}] asks for ${plural(approvals, 'approval')}, and nobody may approve`,
        'Give somebody `may: [approve]` under policy.grants, or list them under policy.fix.',
      ),
    ]
  })

const nobody = (given: Policy): Result[] =>
  grantsOf(given, 'fix', {}).length > 0
    ? []
    : [
        note(
          'nobody may fix from Slack, so no fix has a button',
          'List people under policy.fix, once you want that (docs/policy.md).',
        ),
      ]
