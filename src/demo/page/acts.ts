import { z } from 'zod'
import type { StandIn } from '../slack/stand-in.ts'
import type { Tour } from '../tour.ts'

const user = { user: z.string() }
const inView = { ...user, viewId: z.string() }
const pressed = { actionId: z.string(), blockId: z.string().optional() }

/** What a person may do on the page. */
export const act = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('type'),
    ...user,
    channel: z.string(),
    text: z.string().min(1).max(4_000),
    threadTs: z.string().optional(),
  }),
  z.strictObject({ act: z.literal('click'), ...user, channel: z.string(), ts: z.string(), ...pressed }),
  z.strictObject({
    act: z.literal('submit'),
    ...inView,
    filled: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({ act: z.literal('click-in-view'), ...inView, actionId: z.string() }),
  z.strictObject({ act: z.literal('suggest'), ...inView, blockId: z.string(), typed: z.string().max(100) }),
  z.strictObject({ act: z.literal('dismiss'), ...inView }),
  z.strictObject({
    act: z.literal('shortcut'),
    ...user,
    channel: z.string(),
    ts: z.string(),
    callbackId: z.string(),
  }),
  z.strictObject({ act: z.literal('open-home'), ...user }),
  z.strictObject({ act: z.literal('click-in-home'), ...user, ...pressed }),
  z.strictObject({ act: z.literal('skip-hint'), ...user }),
])
export type Act = z.infer<typeof act>

/** Does it by the stand-in's hands; what the page is to know of it at once is returned. */
export async function perform(slack: StandIn, tour: Tour | undefined, what: Act): Promise<unknown> {
  switch (what.act) {
    case 'type':
      return await slack.type(what.user, what.channel, what.text, what.threadTs)
    case 'click':
      return await slack.click(what.user, what.channel, what.ts, what.actionId, what.blockId)
    case 'submit':
      return await slack.submit(what.user, what.viewId, what.filled)
    case 'click-in-view':
      return await slack.clickInView(what.user, what.viewId, what.actionId)
    case 'suggest':
      return await slack.suggest(what.user, what.viewId, what.blockId, what.typed)
    case 'dismiss':
      return await slack.dismiss(what.user, what.viewId)
    case 'shortcut':
      return await slack.shortcut(what.user, what.channel, what.ts, what.callbackId)
    case 'open-home':
      return await slack.openHome(what.user)
    case 'click-in-home':
      return await slack.clickInHome(what.user, what.actionId, what.blockId)
    case 'skip-hint':
      return tour?.skip()
  }
}
