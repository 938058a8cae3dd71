import type { Diagnosed } from '../domain/diagnosis.ts'
import type { Evidence } from '../domain/evidence.ts'
import type { Observation } from '../domain/observation.ts'
import { redact, redactStrings, withoutControls } from '../domain/redact.ts'
import { conclusionOf, subjectOf } from './words.ts'

const MOST_TEXT = 1_000_000
const MOST_JSON = 5_000_000

/** All evidence of a run, to read: section by section the commands and what they printed, and what the probes saw. */
export function toEvidenceText(diagnosed: Diagnosed, most = MOST_TEXT): string {
  const { evidence } = diagnosed
  const outside = evidence.observations.filter((one) => !('commands' in one))
  const inside = evidence.observations.filter((one) => 'commands' in one)
  const parts = [
    introduction(diagnosed),
    '===== What the probes saw, and what was not asked =====',
    outside.map(probeText).join('\n'),
    ...inside.map(sectionText),
  ]
  return cutAt(`${redact(withoutControls(parts.join('\n\n')))}\n`, most, evidence)
}

function introduction(diagnosed: Diagnosed): string {
  const { host, vantage, startedAt, durationMs, runId } = diagnosed.evidence
  const [answer] = diagnosed.diagnosis.findings
  return [
    `Evidence about ${subjectOf(diagnosed)} (${host.address} port ${host.port})`,
    `Checked from ${vantage} at ${startedAt} in ${durationMs} ms, run ${runId}`,
    answer ? `Answer: ${answer.title} (${answer.cause}, ${answer.confidence})` : `Answer: ${conclusionOf(diagnosed)}`,
    'Passwords, keys and tokens are taken out. The .json file beside this one can be judged again, offline:',
    '  ssh-medic diagnose FILE.json',
  ].join('\n')
}

/** `connect (12 ms): refused by=rst address=10.0.0.5` */
function probeText({ observation, ms, outcome, ...facts }: Observation): string {
  const told = Object.entries(facts).flatMap(([key, value]) => (key === 'at' ? [] : [`${key}=${wordOf(value)}`]))
  return [`${observation} (${ms} ms): ${outcome}`, ...told].join(' ')
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function sectionText(one: Observation): string {
  const commands = 'commands' in one ? one.commands : []
  return [`===== ${one.observation} (${one.ms} ms) =====`, ...commands.map(commandText)].join('\n')
}

function commandText({ command, exit, output }: { command: string; exit: number | null; output: string }): string {
  const said = output.trimEnd()
  return [`$ ${command}`, ...(said === '' ? [] : [said]), ...(exit === 0 ? [] : [`(exit status ${exit})`])].join('\n')
}

function cutAt(text: string, most: number, { host }: Evidence): string {
  if (text.length <= most) return text
  const rest = text.length - most
  return `${text.slice(0, most)}\n\n===== Cut here: ${rest} more characters. All of it: ssh-medic check ${host.name} --save FILE =====\n`
}

/** The evidence as `diagnose FILE` takes it. What is too large is left out section by section, the largest first. */
export function toEvidenceJson(evidence: Evidence, most = MOST_JSON): string {
  const observations = evidence.observations.map(withoutSecrets)
  const sizes = observations.map((one) => JSON.stringify(one).length)
  let size = sizes.reduce((sum, one) => sum + one, 0)
  while (size > most) {
    const largest = sizes.indexOf(Math.max(...sizes))
    const one = observations[largest]
    if (!one || sizes[largest] === 0) break
    size -= sizes[largest] ?? 0
    sizes[largest] = 0
    observations[largest] = leftOut(one)
  }
  return `${JSON.stringify({ ...evidence, observations }, null, 1)}\n`
}

function leftOut({ observation, at, ms }: Observation): Observation {
  const because = 'it was too large for this file: ssh-medic check HOST --save FILE keeps all of it'
  return { observation, at, ms, outcome: 'skipped', because } as Observation
}

/** What a host printed was redacted as it came in; this is for evidence of an older version, and for what probes read. */
function withoutSecrets(one: Observation): Observation {
  const hide = one.observation === 'firewall' ? redactStrings : redact
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return hide(value)
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
  }
  return walk(one) as Observation
}
