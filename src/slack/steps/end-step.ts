import { setTimeout as sleep } from 'node:timers/promises'
import type { WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import type { Head } from '../../domain/message.ts'
import type { Place } from '../../queue/desk.ts'
import { oneLine } from '../blocks/limits.ts'
import { troubleOf } from '../web-client.ts'

const ATTEMPTS = 3
const AGAIN_AFTER_MS = 1_000
const MAX_OUTPUT = 300

/** How a step ends: with its outputs, or with an error; undefined while its check goes on. */
type Ending = { verdict: string; cause: string; summary: string } | { error: string } | undefined

/**
 * Ends the step of a workflow that waits for a check, once the answer is posted. It comes again when the bot stops in
 * between; a step that has ended stays as it is. Trouble here must not post an answer twice, so it is only logged.
 */
export async function endStep(
  client: WebClient,
  { channel, step }: Place,
  ts: string,
  head: Head,
  log: Logger,
): Promise<void> {
  const ending = step === undefined ? undefined : endingOf(head)
  if (step === undefined || ending === undefined) return
  if ('error' in ending) return failStep(client, step, ending.error, log)
  const outputs = { ...ending, thread_link: await linkTo(client, channel, ts) }
  await tried(() => client.functions.completeSuccess({ function_execution_id: step, outputs }), log)
}

/** Ends the step of a workflow without an answer. */
export const failStep = (client: WebClient, step: string, error: string, log: Logger): Promise<void> =>
  tried(() => client.functions.completeError({ function_execution_id: step, error }), log)

function endingOf(head: Head): Ending {
  if (head.state === 'done') {
    const { verdict, findings } = head.diagnosed.diagnosis
    const [answer] = findings
    return { verdict, cause: answer?.cause ?? '', summary: oneLine(answer?.summary ?? '', MAX_OUTPUT) }
  }
  if (head.state === 'failed') return { error: oneLine(`${head.problem} ${head.todo}`, MAX_OUTPUT) }
  if (head.state === 'cancelled') return { error: `The check was cancelled by ${head.by.name ?? head.by.id}.` }
  return undefined
}

async function linkTo(client: WebClient, channel: string, ts: string): Promise<string> {
  const answer = await client.chat.getPermalink({ channel, message_ts: ts }).catch(() => undefined)
  return answer?.permalink ?? ''
}

async function tried(end: () => Promise<unknown>, log: Logger): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      await end()
      return
    } catch (error) {
      const trouble = troubleOf(error)
      if (trouble.kind === 'refused' && trouble.code === 'execution_not_in_running_state') return
      if (trouble.kind === 'refused' || attempt === ATTEMPTS)
        return log.error({ err: error }, 'a step of a workflow could not be ended')
      await sleep(AGAIN_AFTER_MS)
    }
  }
}
