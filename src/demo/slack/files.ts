import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Answer, no } from './answer.ts'
import { closedTo } from './places.ts'
import { BOT, type UploadedFile, type Workspace } from './workspace.ts'

const UPLOAD_MS = 15 * 60_000

const wanted = z.strictObject({
  filename: z.string().min(1).max(255),
  length: z.coerce.number().int().min(1).max(1_000_000_000),
  alt_text: z.string().max(1_000).optional(),
  snippet_type: z.string().optional(),
})
const completed = z.strictObject({
  files: z.array(z.strictObject({ id: z.string(), title: z.string().optional() })).min(1),
  channel_id: z.string().optional(),
  thread_ts: z.string().optional(),
  initial_comment: z.string().optional(),
  blocks: z.unknown().optional(),
})

/** The first of three steps: an address that takes so many bytes, once. */
export function uploadUrl(workspace: Workspace, urlOf: (id: string) => string, given: unknown): Answer {
  const parsed = wanted.safeParse(given)
  if (!parsed.success) return no('invalid_arguments', z.prettifyError(parsed.error))
  const { filename: name, length } = parsed.data
  const id = `F${randomUUID().slice(0, 8).toUpperCase()}`
  workspace.files.set(id, { id, name, length, until: workspace.now() + UPLOAD_MS })
  return { ok: true, upload_url: urlOf(id), file_id: id }
}

/** The second step. Returns what is wrong with it; undefined when the bytes are kept. */
export function takeUpload(workspace: Workspace, id: string, content: Buffer): string | undefined {
  const file = workspace.files.get(id)
  if (!file || file.content || workspace.now() > file.until) return 'no such upload'
  if (content.length !== file.length) return `${file.length} bytes were announced, and ${content.length} came`
  file.content = content
  return undefined
}

/** The last step: only now anybody sees the files. */
export function completeUpload(workspace: Workspace, given: unknown): Answer {
  const parsed = completed.safeParse(given)
  if (!parsed.success) return no('invalid_arguments', z.prettifyError(parsed.error))
  const { channel_id: channel, thread_ts: threadTs, initial_comment: text = '' } = parsed.data
  const files = parsed.data.files.flatMap(({ id, title }) => titled(workspace.files.get(id), title))
  if (files.length < parsed.data.files.length) return no('file_not_found')
  if (channel === undefined)
    return threadTs === undefined ? told(files) : no('invalid_arguments', 'a thread needs a channel')
  const closed = closedTo(workspace, channel)
  if (closed) return no(closed === 'channel_not_found' ? 'invalid_channel' : closed)
  if (threadTs !== undefined && !workspace.message(channel, threadTs)) return no('thread_not_found')
  for (const { id } of files) workspace.files.delete(id)
  workspace.post({ channel, user: BOT.id, text, blocks: [], files, ...(threadTs !== undefined && { threadTs }) })
  return told(files)
}

function titled(file: UploadedFile | undefined, title: string | undefined) {
  return file?.content ? [{ ...file, content: file.content, title: title ?? file.name }] : []
}

const told = (files: readonly { id: string; title: string }[]): Answer => ({
  ok: true,
  files: files.map(({ id, title }) => ({ id, title })),
})
