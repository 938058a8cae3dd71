import type { ActionReport, Outcome } from '../domain/message.ts'

const WORDS: Record<Outcome, string> = {
  verified: '✓ Verified',
  'not-fixed': '✗ Not fixed',
  inconclusive: '? Inconclusive',
  'nothing-to-do': '✓ Nothing to do',
  refused: '✗ Refused',
}

/** What became of an action, for a terminal. */
export function actionText({ outcome, detail, host, command, undo }: ActionReport): string {
  const ran = command ? [`  ${command.replaceAll('\n', '\n  ')}`] : []
  const back = undo ? [`  Undo: ${undo.command.replaceAll('\n', '\n        ')}`] : []
  return `${[`${WORDS[outcome]} on ${host}: ${detail}`, ...ran, ...back].join('\n')}\n`
}
