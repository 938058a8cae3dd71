import { diagnose } from '../../src/causes/diagnose.ts'
import { causes } from '../../src/causes/index.ts'
import type { Confidence } from '../../src/domain/diagnosis.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { outsideNames } from '../../src/domain/observation.ts'
import { evidenceIn, recordingsOf } from './library.ts'

/** The parts of a connection, in the order that it meets them, as people call them. */
export const FAMILIES: Readonly<Record<string, string>> = {
  names: 'The name',
  bastion: 'The bastion’s own network',
  path: 'The way to the host',
  listening: 'What listens there',
  resources: 'What the host runs out of',
  abuse: 'Guards against abuse',
  firewall: 'Firewalls of the host',
  greeting: 'Greeting, key exchange, host key',
  login: 'Keys and sshd’s own rules',
  account: 'The account and PAM',
  session: 'The session',
}

const SURENESS: readonly Confidence[] = ['proven', 'likely', 'possible']
const OUTSIDE = new Set<string>(outsideNames.filter((name) => name !== 'script'))

export const outsideOf = (evidence: Evidence): Evidence => ({
  ...evidence,
  observations: evidence.observations.filter(({ observation }) => OUTSIDE.has(observation)),
})

/** The list of causes by family, with the best that the recordings let us say with and without a look inside. */
export function catalogue(familyOf: (id: string) => string): string {
  return Object.entries(FAMILIES)
    .map(([family, name]) => {
      const rows = causes.filter(({ id }) => familyOf(id) === family).map(({ id, title }) => rowOf(id, title))
      return `## ${name}\n\n| cause | title | from outside | with a look inside |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
    })
    .join('\n')
}

function rowOf(id: string, title: string): string {
  const recordings = recordingsOf(id).map(evidenceIn)
  const outside = best(id, recordings.map(outsideOf))
  return `| [${id}](${id}.md) | ${title} | ${outside ?? '–'} | ${best(id, recordings) ?? '–'} |`
}

function best(id: string, recordings: Evidence[]): Confidence | undefined {
  const seen = recordings.flatMap((one) => diagnose(one).findings.filter(({ cause }) => cause === id))
  return SURENESS.find((confidence) => seen.some((finding) => finding.confidence === confidence))
}
