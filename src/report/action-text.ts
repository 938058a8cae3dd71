import type { ActionReport, Outcome } from '../domain/message.ts'

const WORDS: Record<Outcome, string> = {
  verified: '✓ Verified',
  'not-fixed': '✗ Not fixed',
  inconclusive: '? Inconclusive',
  'nothing-to-do': '✓ Nothing to do',
  refused: '✗ Refused',
}

/** What became of an action, for a terminal. */
export function actionText(report: ActionReport): string {
  const { detail, host, command, undo, next } = report
  const ran = command ? [`  ${command.replaceAll('\n', '\n  ')}`] : []
  const back = undo ? [`  Undo: ${undo.command.replaceAll('\n', '\n        ')}`] : []
  const then = next ? [`  ${next.title}: ssh-medic fix ${host} ${next.id} ${pairsOf(next.args)}`] : []
  return `${[`${wordsFor(report)} on ${host}: ${detail}`, ...ran, ...back, ...then].join('\n')}\n`
}

/** A dry run that found what it would mend has had more than nothing to do. */
const wordsFor = ({ outcome, dryRun }: ActionReport): string =>
  dryRun && outcome === 'nothing-to-do' ? '✓ Dry run' : WORDS[outcome]

const pairsOf = (args: Record<string, string>): string =>
  Object.entries(args)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')
