import { styleText } from 'node:util'
import type { Diagnosed, Finding, Proof, Untested } from '../domain/diagnosis.ts'
import { conclusionOf, inShort, reachOf, subjectOf } from './words.ts'

type Style = Parameters<typeof styleText>[0]
type Paint = (style: Style, text: string) => string

const SHOWN_UNTESTED = 4
const SHOWN_QUOTE_LINES = 8

/** The report for a terminal: the answer first, then proof, then what was ruled out. */
export function toText(diagnosed: Diagnosed, { color }: { color: boolean }): string {
  const paint: Paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text)
  const [answer, ...others] = diagnosed.diagnosis.findings
  const paragraphs = [
    answer ? answerOf(answer, diagnosed, paint) : conclusion(diagnosed, paint),
    ...others.map((finding) => other(finding, paint)),
    untested(diagnosed.diagnosis.untested, diagnosed.diagnosis.verdict, paint),
    ruledOut(diagnosed, paint),
  ]
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`
}

function answerOf(finding: Finding, diagnosed: Diagnosed, paint: Paint): string {
  const sure = diagnosed.diagnosis.verdict === 'faulty'
  const mark = sure ? paint('red', '✗') : paint('yellow', '?')
  const head = `${mark} ${paint('bold', subjectOf(diagnosed))}: ${paint('bold', finding.title)} ${paint('dim', `(${finding.cause}, ${finding.confidence})`)}`
  const reach = reachOf(finding, diagnosed.evidence)
  return [
    head,
    `  ${finding.summary}`,
    ...(reach ? [`  ${reach}`] : []),
    ...proof(finding.evidence, paint),
    ...whatToDo(finding, diagnosed, paint),
  ].join('\n')
}

function proof(proofs: Proof[], paint: Paint): string[] {
  if (proofs.length === 0) return []
  return ['', paint('bold', '  Proof'), ...proofs.flatMap((one) => quote(one, paint))]
}

function quote({ observation, command, quote: text }: Proof, paint: Paint): string[] {
  const lines = text.split('\n').slice(0, SHOWN_QUOTE_LINES)
  return [
    paint('dim', `    ${command ? `$ ${command}` : `probe ${observation}`}`),
    ...lines.map((line) => `    │ ${line}`),
  ]
}

function whatToDo(finding: Finding, { evidence }: Diagnosed, paint: Paint): string[] {
  const fixes = finding.remedies.flatMap(({ id, args, command }) => {
    const values = Object.entries(args).map(([key, value]) => `${key}=${value}`)
    return [
      `    ssh-medic fix ${evidence.host.name} ${id} ${values.join(' ')}`,
      paint('dim', `      runs there: ${command}`),
    ]
  })
  const lines = [...fixes, ...(finding.advice ? [`    ${finding.advice}`] : [])]
  return lines.length > 0 ? ['', paint('bold', '  What to do'), ...lines] : []
}

function conclusion(diagnosed: Diagnosed, paint: Paint): string {
  const healthy = diagnosed.diagnosis.verdict === 'healthy'
  const mark = healthy ? paint('green', '✓') : paint('yellow', '?')
  const title = healthy ? 'healthy' : 'cannot tell'
  return `${mark} ${paint('bold', subjectOf(diagnosed))}: ${paint('bold', title)}\n  ${conclusionOf(diagnosed)}`
}

function other({ cause, title, confidence, summary, maskedBy }: Finding, paint: Paint): string {
  const hidden = maskedBy ? `, hidden by ${maskedBy}` : ''
  return `  ${paint('bold', `Also: ${title}`)} ${paint('dim', `(${cause}, ${confidence}${hidden})`)}\n  ${summary}`
}

function untested(list: Untested[], verdict: string, paint: Paint): string | undefined {
  if (list.length === 0) return undefined
  const shown = verdict === 'undetermined' ? list.slice(0, SHOWN_UNTESTED) : []
  const rest = list.slice(shown.length)
  const lines = shown.flatMap(({ cause, because, decide }) => [
    `    ${cause}: ${because}`,
    `      decide with: ${paint('cyan', decide)}`,
  ])
  const more =
    rest.length > 0
      ? [paint('dim', `    ${shown.length > 0 ? 'and ' : ''}${inShort(rest.map(({ cause }) => cause))}`)]
      : []
  return [paint('bold', '  Not tested'), ...lines, ...more].join('\n')
}

function ruledOut({ diagnosis, evidence }: Diagnosed, paint: Paint): string {
  const list = diagnosis.ruledOut.length > 0 ? `  Ruled out: ${inShort(diagnosis.ruledOut)} (--json lists them)\n` : ''
  return paint('dim', `${list}  Checked from ${evidence.vantage} in ${evidence.durationMs} ms, run ${evidence.runId}`)
}
