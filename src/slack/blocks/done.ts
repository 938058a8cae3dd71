import type { KnownBlock } from '@slack/types'
import type { Diagnosed, Finding } from '../../domain/diagnosis.ts'
import { outsideNames } from '../../domain/observation.ts'
import { conclusionOf, reachOf, subjectOf } from '../../report/words.ts'
import { bold, code, line, rich, verbatim } from './rich.ts'

const SHOWN_OTHERS = 3
const COMMAND = 600

/** How sure it is, and by what: the host’s own words, or what was seen from outside. */
function sureness({ confidence, evidence }: Finding): string {
  if (confidence === 'likely') return 'Likely, not proven yet.'
  if (confidence === 'possible') return 'Possible, not proven.'
  const byHost = evidence.some(({ observation }) => !OUTSIDE.has(observation))
  return byHost
    ? 'Proven: the host itself shows it, see the thread.'
    : 'Proven by what was seen from outside, see the thread.'
}

const OUTSIDE: ReadonlySet<string> = new Set(outsideNames)

/** What a notification says: subject and answer in one line. */
export function doneTitle(diagnosed: Diagnosed): string {
  const { diagnosis } = diagnosed
  const [answer] = diagnosis.findings
  if (answer) return `${subjectOf(diagnosed)}: ${answer.title}`
  return `${subjectOf(diagnosed)}: ${diagnosis.verdict === 'healthy' ? 'SSH works' : 'I cannot tell yet'}`
}

/** The answer first: the cause, how sure, who is kept out, what to do. */
export function doneBlocks(diagnosed: Diagnosed, fixable: boolean): KnownBlock[] {
  const [answer, ...others] = diagnosed.diagnosis.findings
  const title = line(bold(doneTitle(diagnosed)))
  if (!answer) return rich(title, line(conclusionOf(diagnosed)), ...openEnd(diagnosed))
  const blocks = rich(
    title,
    line(answer.summary),
    line(sureness(answer)),
    line(reachOf(answer, diagnosed.evidence)),
    ...whatToDo(answer, diagnosed, fixable),
  )
  return [...blocks, ...also(others)]
}

function whatToDo({ remedies, advice }: Finding, { evidence }: Diagnosed, fixable: boolean) {
  if (fixable) return [line(bold('What to do: '), 'press the button; it shows the command before anything is changed.')]
  const [remedy] = remedies
  const told = advice === undefined ? undefined : line(bold('What to do: '), advice)
  if (!remedy) return [told]
  const values = Object.entries(remedy.args).map(([key, value]) => `${key}=${value}`)
  const command = ['ssh-medic fix', evidence.host.name, remedy.id, ...values].join(' ')
  return [told, line(bold('On the bastion: ')), verbatim(command, COMMAND)]
}

function openEnd({ evidence, diagnosis }: Diagnosed) {
  if (diagnosis.verdict === 'undetermined') {
    const [open] = diagnosis.untested
    return open ? [line(bold('What would decide:')), verbatim(open.decide, COMMAND)] : []
  }
  if (evidence.client) return []
  return [
    line(
      'Still locked out? Give the address you connect from: ',
      code(`/ssh-check ${evidence.host.name} from ADDRESS`),
    ),
  ]
}

function also(others: readonly Finding[]): KnownBlock[] {
  const lines = others.slice(0, SHOWN_OTHERS).map(({ title, summary }) => line(bold(`Also: ${title}. `), summary))
  return rich(...lines)
}
