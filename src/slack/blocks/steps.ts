import type { PlanBlock, TaskCardBlock } from '@slack/types'
import type { Asked, Step } from '../../domain/message.ts'
import { bare, line, rich } from './rich.ts'
import { askedOf } from './subject.ts'

const SHOWN_STEPS = 15
const TITLE = 120

const STATUS = { running: 'in_progress', done: 'complete', failed: 'error' } as const satisfies Record<
  Step['state'],
  TaskCardBlock['status']
>

/** How far a running check is: one card a step, the newest steps when there are many. */
export const planOf = ({ asked, steps }: { asked: Asked; steps: readonly Step[] }): PlanBlock => ({
  type: 'plan',
  title: bare(`Checking ${askedOf(asked)}`, TITLE),
  tasks: steps.slice(-SHOWN_STEPS).map(card),
})

function card({ name, state, detail, ms }: Step, index: number): TaskCardBlock {
  const time = ms === undefined ? '' : ` (${durationOf(ms)})`
  const [details] = rich(detail === undefined ? undefined : line(bare(detail, 200)))
  return {
    type: 'task_card',
    task_id: `step-${index}`,
    title: `${bare(name, TITLE)}${time}`,
    status: STATUS[state],
    ...(details && { details }),
  }
}

const durationOf = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`)
