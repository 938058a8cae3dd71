import type { ModalView } from '@slack/types'
import type { BotContext } from '../context.ts'
import { type Metadata, parseMetadata, previewOf, sayingView } from '../views/preview.ts'
import { personOf } from './carry-out.ts'
import { consider } from './consider.ts'
import { dryRunOf } from './order.ts'
import { previewFor } from './preview.ts'

/** A click on a button within a modal. */
export interface ClickInView {
  userId: string
  metadata: string
  trigger: string
}

/** Handles "Dry run": a worker looks whether it would still be done, and what would run; the answer comes into the thread. */
export async function dryRun({ userId, metadata, trigger }: ClickInView, context: BotContext): Promise<ModalView> {
  return again(userId, parseMetadata(metadata), context, async ({ about, actor }, meta) => {
    await context.desk.send(dryRunOf(meta.offerId, about.offer, personOf(actor), trigger))
    return { metadata: meta, news: 'The dry run is under way: its result comes into the thread. It changes nothing.' }
  })
}

/** Handles "Break the glass": the same modal, that asks for a reason and waits for nobody. */
export async function breakGlass({ userId, metadata }: ClickInView, context: BotContext): Promise<ModalView> {
  return again(userId, parseMetadata(metadata), context, async (_, meta) => ({ metadata: { ...meta, glass: true } }))
}

type Granted = Exclude<Awaited<ReturnType<typeof consider>>, { told: string }>

async function again(
  userId: string,
  metadata: Metadata,
  context: BotContext,
  act: (granted: Granted, metadata: Metadata) => Promise<{ metadata: Metadata; news?: string }>,
): Promise<ModalView> {
  const { offerId, channel, requestId } = metadata
  const considered = await consider({ userId, offerId, channel, abilities: ['fix', 'approve'] }, context)
  if ('told' in considered) return sayingView(considered.told)
  const { news, ...drawn } = await act(considered, metadata)
  const found = requestId === undefined ? undefined : (await context.desk.request(requestId)).found
  const request = typeof found === 'object' ? found : undefined
  const preview = await previewFor(considered, drawn.metadata, context, request)
  if (drawn.metadata.glass && !preview.mayBreakGlass) return sayingView('Not for you, sorry. Nothing was changed.')
  return previewOf({ ...preview, ...(news !== undefined && { news }) })
}
