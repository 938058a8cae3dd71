import { setTimeout as sleep } from 'node:timers/promises'
import type { WebClient } from '@slack/web-api'
import type { Host } from '../../config/schema.ts'
import { dayAndTime } from '../../domain/times.ts'
import { may } from '../../policy/may.ts'
import { takesPart } from '../../policy/standing.ts'
import type { OwnAddress } from '../../store/people.ts'
import { hostsFor } from '../commands/answer-command.ts'
import type { BotContext } from '../context.ts'
import { actorOf, type NamedActor } from '../people.ts'
import type { InMessage } from '../shortcuts/hosts-in-text.ts'
import { troubleOf } from '../web-client.ts'
import { type CheckForm, checkForm, optionOf } from './check-form.ts'

/** Slack opens a modal within three seconds of the act; what is not known by then is asked for when the form is submitted. */
const LOOK_UP_MS = 500
const MANY = 5

export interface Opening {
  userId: string
  channel: string
  /** Good for three seconds. */
  trigger: string
  /** The message that the form is about: the thread below it, and what stands in it. */
  about?: { threadTs: string; found: InMessage }
  /** Opened from the Home tab, for this host if one was named there. */
  home?: { host: string | undefined }
}

/** Opens the form for a check. Returns what the person is told instead. */
export async function openCheckForm(
  opening: Opening,
  context: BotContext,
  client: WebClient,
): Promise<string | undefined> {
  const known = await lookedUp(opening, context)
  const refused = known.actor && whyNot(known.actor, context)
  if (refused !== undefined) return `Sorry, no check: ${refused}.`
  const view = checkForm(filledIn(opening, known, context))
  try {
    await client.views.open({ trigger_id: opening.trigger, view })
    return undefined
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble.kind !== 'refused' || !/trigger/.test(trouble.code)) throw error
    // The same act, delivered again: its form stands there already.
    if (trouble.code === 'exchanged_trigger_id') return undefined
    return 'That took too long for Slack to show you the form. Try again, or type it: `/ssh-check web-01 from 203.0.113.7`.'
  }
}

interface Known {
  actor: NamedActor | undefined
  own: OwnAddress | undefined
}

/** What can be learnt in time of who asks. Nothing is allowed by not knowing: the policy is asked again for every suggestion, and for the check. */
async function lookedUp({ userId, channel }: Opening, context: BotContext): Promise<Known> {
  const { teamId, desk } = context
  const inTime = <T>(asked: Promise<T>): Promise<T | undefined> => {
    const known = asked.catch((error: unknown) => {
      context.log.warn({ err: error }, 'a form is opened without knowing all about who asks')
      return undefined
    })
    return Promise.race([known, sleep(LOOK_UP_MS, undefined, { ref: false })])
  }
  const [actor, own] = await Promise.all([
    inTime(actorOf(context, userId, channel)),
    inTime(desk.ownAddress({ teamId, userId })),
  ])
  return { actor, own }
}

function whyNot(actor: NamedActor, { config }: BotContext): string | undefined {
  const [standing, allowed] = [takesPart(actor), may('check', actor, {}, config.policy)]
  if (!standing.allowed) return standing.because
  return allowed.allowed ? undefined : allowed.because
}

function filledIn({ channel, about, home }: Opening, { actor, own }: Known, context: BotContext): CheckForm {
  const known = actor ? hostsFor(actor, context) : context.hosts
  const found = about?.found.hosts.filter((host) => known.includes(host) && optionOf(host)) ?? []
  const metadata = {
    channel,
    ...(about && { threadTs: about.threadTs, hosts: found.slice(0, MANY).map(({ name }) => name) }),
  }
  return {
    metadata,
    notes: [
      ...(about ? notesOn(about.found, found) : []),
      ...(actor?.channel.joined === false ? [notJoined(context)] : []),
      ...(home ? [ANSWERED_IN_PRIVATE] : []),
    ],
    host: home ? known.find(({ name }) => name === home.host) : found[0],
    client: clientOf(about?.found, own),
  }
}

function clientOf(found: InMessage | undefined, own: OwnAddress | undefined): CheckForm['client'] {
  if (found?.client !== undefined) return { address: found.client, hint: 'This address stands in the message.' }
  return own && { address: own.address, hint: `Your address, as you told me on ${dayAndTime(own.toldAt)}.` }
}

function notesOn({ unknown }: InMessage, [first, ...others]: Host[]): string[] {
  if (!first) {
    const address = unknown[0] === undefined ? '' : ` (${unknown[0]} is not in it)`
    return [`I found no host of my inventory in this message${address}. Pick the one you mean.`]
  }
  const names = others.slice(0, MANY - 1).map(({ name }) => name)
  return names.length === 0 ? [] : [`Also in the message: ${names.join(', ')}. They come first in the list.`]
}

const ANSWERED_IN_PRIVATE =
  'The answer comes into your messages with me (the Messages tab here). Ask in a channel when others should see it.'

const notJoined = ({ botName }: BotContext) =>
  `I am not in this channel yet: type /invite @${botName} there first, or I cannot answer.`
