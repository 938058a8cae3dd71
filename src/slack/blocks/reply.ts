import type { KnownBlock } from '@slack/types'
import type { Proof, Untested } from '../../domain/diagnosis.ts'
import type { ActionReport, Outcome, Reply } from '../../domain/message.ts'
import { inShort, subjectOf } from '../../report/words.ts'
import { actionsOf, type Buttons } from './buttons.ts'
import { cut } from './limits.ts'
import { type Message, messageOf } from './message.ts'
import { bold, line, rich, small, verbatim } from './rich.ts'

const SHOWN_PROOFS = 5
const QUOTE = 1_200
const COMMAND = 400
const PATH = 2_000

/** What is drawn from the reply alone. */
export type DrawnReply = Exclude<Reply, { kind: 'request' | 'evidence' }>

/** A message below the head of a thread. */
export function renderReply(reply: DrawnReply, buttons: Buttons): Message {
  switch (reply.kind) {
    case 'details':
      return details(reply)
    case 'action':
      return action(reply, buttons)
    case 'note':
      return messageOf(reply.text, rich(line(reply.text)))
  }
}

function details({ diagnosed, path }: Extract<Reply, { kind: 'details' }>): Message {
  const { evidence, diagnosis } = diagnosed
  const proofs = diagnosis.findings.flatMap(({ evidence }) => evidence).slice(0, SHOWN_PROOFS)
  const blocks = [
    ...(proofs.length > 0 ? rich(line(bold('Proof'))) : []),
    ...proofs.flatMap(proof),
    ...(path === undefined ? [] : rich(line(bold('The way of the packet')), verbatim(path, PATH))),
    ...untested(diagnosis.untested, diagnosis.verdict === 'undetermined' ? 5 : 2),
    ...ruledOut(diagnosis.ruledOut),
    small(`Checked from ${evidence.vantage} in ${evidence.durationMs} ms, run ${evidence.runId}.`),
  ]
  return messageOf(`Details of ${subjectOf(diagnosed)}`, blocks)
}

/** A command and what it printed stand in one box, as in a terminal. */
const proof = ({ observation, command, quote }: Proof): KnownBlock[] =>
  command === undefined
    ? rich(line(`The probe “${observation}” saw:`), verbatim(quote, QUOTE))
    : rich(verbatim(`$ ${cut(command, COMMAND)}\n${quote}`, COMMAND + QUOTE))

function untested(all: readonly Untested[], shown: number): KnownBlock[] {
  if (all.length === 0) return []
  const rest = all.slice(shown).map(({ cause }) => cause)
  return [
    ...rich(line(bold('Not tested'))),
    ...all
      .slice(0, shown)
      .flatMap(({ cause, because, decide }) =>
        rich(line(bold(cause), `: ${because}. This decides:`), verbatim(decide, COMMAND)),
      ),
    ...(rest.length > 0 ? rich(line(`Nor: ${inShort(rest)}.`)) : []),
  ]
}

function ruledOut(causes: readonly string[]): KnownBlock[] {
  return causes.length === 0 ? [] : rich(line(bold('Ruled out: '), inShort(causes)))
}

const OUTCOMES: Record<Outcome, string> = {
  verified: 'Fixed, and proven by fresh evidence',
  'not-fixed': 'Not fixed',
  inconclusive: 'Cannot tell whether it is fixed',
  'nothing-to-do': 'Nothing to do',
  refused: 'Not done',
}

/** An undo that is proven is not a fix: the trouble is back. */
const titleOf = ({ outcome, direction, dryRun }: ActionReport) => {
  if (dryRun) return outcome === 'nothing-to-do' ? 'Dry run' : `Dry run: ${OUTCOMES[outcome].toLowerCase()}`
  return outcome === 'verified' && direction === 'undo' ? 'Undone: it is as it was before' : OUTCOMES[outcome]
}

function action({ action: report, anchor }: Extract<Reply, { kind: 'action' }>, buttons: Buttons): Message {
  const { host, remedy, detail, command, requestedBy } = report
  const title = `${host}: ${titleOf(report)}`
  const who = requestedBy ? ` for ${requestedBy.name ?? requestedBy.id}` : ''
  // What stands in Slack cannot be changed in Redis: `ssh-medic audit verify --anchor` compares the two.
  const record = anchor ? `, audit ${anchor.entry}:${anchor.hash.slice(0, 16)}` : ''
  const text = rich(
    line(bold(title)),
    line(detail),
    command === '' ? undefined : line(bold('The command:')),
    verbatim(command, COMMAND),
  )
  return messageOf(title, [...text, ...actionsOf(buttons), small(`${remedy}${who}, ${report.at}${record}`)])
}
