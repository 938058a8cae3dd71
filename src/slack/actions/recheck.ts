import { takesPart } from '../../policy/standing.ts'
import { say } from '../answer.ts'
import { ask } from '../ask.ts'
import type { BotContext } from '../context.ts'
import { recheckOf } from '../offers.ts'
import { behind, type Click, EXPIRED } from './click.ts'

/** Handles "Check again": the same question, answered in the same thread. Returns what the person is told. */
export async function recheck(click: Click, context: BotContext): Promise<string> {
  const { offer, actor } = await behind(click, context)
  const standing = takesPart(actor)
  if (!standing.allowed) return `Sorry, no check: ${standing.because}.`
  const check = offer && recheckOf(offer)
  if (!check) return EXPIRED
  const place = { channel: click.channel, threadTs: click.threadTs }
  const refusal = await ask({ check, actor, place, vantage: offer.vantage, trigger: click.trigger }, context)
  return (
    refusal ??
    say`Checking ${check.host} again from ${offer.vantage}: the answer comes into the thread of this message.`
  )
}
