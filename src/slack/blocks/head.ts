import type { KnownBlock } from '@slack/types'
import type { Asked, Head } from '../../domain/message.ts'
import { timeOfDay } from '../../domain/times.ts'
import { renderAlert } from './alert.ts'
import { actionsOf, type Buttons } from './buttons.ts'
import { doneBlocks, doneTitle } from './done.ts'
import { type Message, messageOf } from './message.ts'
import { bold, code, line, rich, small } from './rich.ts'
import { planOf } from './steps.ts'
import { askedOf, askerOf, rememberedNote } from './subject.ts'

type HeadIn<S extends Head['state']> = Extract<Head, { state: S }>

/** The first message of a thread: the answer, or how far the check has come. */
export function renderHead(head: Head, buttons: Buttons): Message {
  switch (head.state) {
    case 'queued':
      return queued(head, buttons)
    case 'running':
      return messageOf(`Checking ${askedOf(head.asked)}`, [planOf(head), ...below(head.asked, buttons)])
    case 'done':
      return done(head, buttons)
    case 'failed':
      return failed(head, buttons)
    case 'cancelled':
      return cancelled(head, buttons)
    case 'log':
      return messageOf(head.title, rich(line(bold(head.title)), ...(head.lines ?? []).map((text) => line(text))))
    case 'alert':
      return renderAlert(head.alert, buttons)
  }
}

function queued({ asked, waiting }: HeadIn<'queued'>, buttons: Buttons): Message {
  const rest = below(asked, buttons)
  const title = `Checking ${askedOf(asked)}`
  if (waiting === undefined) {
    return messageOf(title, [...rich(line(bold(title)), line(`In the queue of ${asked.vantage}.`)), ...rest])
  }
  const how = line(
    `On ${asked.vantage}, start one with `,
    code('ssh-medic worker'),
    '; the check then begins by itself.',
  )
  return messageOf(`${title}: ${waiting}`, [...rich(line(bold(title)), line('Waiting: ', waiting, '.'), how), ...rest])
}

function done({ asked, diagnosed }: HeadIn<'done'>, buttons: Buttons): Message {
  const blocks = [...doneBlocks(diagnosed, buttons.offers.length > 0), ...below(asked, buttons)]
  return messageOf(doneTitle(diagnosed), blocks)
}

function failed({ asked, problem, todo }: HeadIn<'failed'>, buttons: Buttons): Message {
  const title = `${askedOf(asked)}: the check itself failed`
  const text = rich(line(bold(title)), line(problem), line(bold('What to do: '), todo))
  return messageOf(title, [...text, ...below(asked, buttons)])
}

function cancelled({ asked, by, at }: HeadIn<'cancelled'>, buttons: Buttons): Message {
  const title = `${askedOf(asked)}: cancelled by ${by.name ?? by.id}`
  const text = rich(line(bold(title)), line(`The check was stopped at ${timeOfDay(at)}. Nothing was changed.`))
  return messageOf(title, [...text, ...below(asked, buttons)])
}

/** Whose address was judged is read before anything is pressed. */
function below(asked: Asked, buttons: Buttons): KnownBlock[] {
  const note = rememberedNote(asked)
  return [
    ...(note === undefined ? [] : rich(line(note))),
    ...actionsOf(buttons),
    small(`Asked by ${askerOf(asked)}, checked from ${asked.vantage}.`),
  ]
}
