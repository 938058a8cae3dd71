import type { Case, World } from './contract-worlds.ts'

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const modal = (more: object = {}) => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Fix' },
  callback_id: 'carry-out',
  private_metadata: 'x',
  blocks: [section('It runs')],
  ...more,
})
const home = (more: object = {}) => ({ type: 'home', blocks: [section('All is well')], ...more })

const opened = async ({ call, trigger }: World) =>
  ((await call('views.open', { trigger_id: await trigger(), view: modal() })).view as { id: string }).id

export const VIEW_CASES: Case[] = [
  {
    name: 'opening a dialog',
    method: 'views.open',
    args: async (world) => ({ trigger_id: await world.trigger(), view: modal() }),
    says: 'ok',
    read: ['view.id', 'view.type', 'view.hash', 'view.callback_id', 'view.private_metadata'],
  },
  {
    name: 'opening a dialog without a trigger',
    method: 'views.open',
    args: () => ({ trigger_id: 'made-up', view: modal() }),
    says: 'invalid_trigger_id',
  },
  {
    name: 'opening a dialog with a used trigger',
    method: 'views.open',
    args: async ({ call, trigger }) => {
      const args = { trigger_id: await trigger(), view: modal() }
      await call('views.open', args)
      return args
    },
    says: 'exchanged_trigger_id',
  },
  {
    name: 'opening what is no dialog',
    method: 'views.open',
    args: async (world) => ({ trigger_id: await world.trigger(), view: home() }),
    says: 'invalid_arguments',
    elsewhere: { says: 'invalid_view', because: 'views.open lists invalid_arguments, and no invalid_view' },
  },
  {
    name: 'changing a dialog',
    method: 'views.update',
    args: async (world) => ({ view_id: await opened(world), view: modal() }),
    says: 'ok',
    read: ['view.id', 'view.hash'],
  },
  {
    name: 'changing a dialog that is not there',
    method: 'views.update',
    args: () => ({ view_id: 'V0NOBODY', view: modal() }),
    says: 'not_found',
  },
  {
    name: 'changing a dialog that was changed meanwhile',
    method: 'views.update',
    args: async (world) => ({ view_id: await opened(world), hash: '1.old', view: modal() }),
    says: 'hash_conflict',
  },
  {
    name: 'publishing a Home tab',
    method: 'views.publish',
    args: ({ ids }) => ({ user_id: ids.ana, view: home() }),
    says: 'ok',
    read: ['view.id', 'view.type', 'view.hash'],
  },
  {
    name: 'publishing a Home tab over another',
    method: 'views.publish',
    args: async ({ call, ids }) => {
      await call('views.publish', { user_id: ids.ana, view: home() })
      return { user_id: ids.ana, hash: '1.old', view: home() }
    },
    says: 'hash_conflict',
  },
  {
    name: 'publishing a Home tab for nobody',
    method: 'views.publish',
    args: () => ({ user_id: 'U0NOBODY', view: home() }),
    says: 'invalid_arguments',
    elsewhere: {
      says: 'user_not_found',
      because: 'views.publish’s own example says invalid_arguments: invalid `user_id`',
    },
  },
  {
    name: 'publishing a dialog as a Home tab',
    method: 'views.publish',
    args: ({ ids }) => ({ user_id: ids.ana, view: modal() }),
    says: 'invalid_arguments',
    elsewhere: { says: 'invalid_view', because: 'views.publish lists invalid_arguments, and no invalid_view' },
  },
]

const CONTENT = 'what the host printed'
const uploaded = async ({ call, upload }: World): Promise<string> => {
  const { file_id: id, upload_url: url } = await call('files.getUploadURLExternal', {
    filename: 'evidence.txt',
    length: String(CONTENT.length),
  })
  await upload(String(url), CONTENT)
  return String(id)
}

export const FILE_CASES: Case[] = [
  {
    name: 'asking for a place for a file',
    method: 'files.getUploadURLExternal',
    args: () => ({ filename: 'evidence.txt', length: '20' }),
    says: 'ok',
    read: ['upload_url', 'file_id'],
  },
  {
    name: 'asking for a place for a file without a name',
    method: 'files.getUploadURLExternal',
    args: () => ({ length: '20' }),
    says: 'invalid_arguments',
  },
  {
    name: 'showing a file in a channel',
    method: 'files.completeUploadExternal',
    args: async (world) => ({ files: [{ id: await uploaded(world), title: 'Evidence' }], channel_id: world.ids.ops }),
    says: 'ok',
    read: ['files.0.id', 'files.0.title'],
  },
  {
    name: 'showing a file that nobody uploaded',
    method: 'files.completeUploadExternal',
    args: ({ ids }) => ({ files: [{ id: 'F0NOBODY' }], channel_id: ids.ops }),
    says: 'file_not_found',
  },
  {
    name: 'showing no file',
    method: 'files.completeUploadExternal',
    args: ({ ids }) => ({ files: [], channel_id: ids.ops }),
    says: 'invalid_arguments',
  },
  {
    name: 'showing a file where there is no channel',
    method: 'files.completeUploadExternal',
    args: async (world) => ({ files: [{ id: await uploaded(world) }], channel_id: 'C0NOBODY' }),
    says: 'invalid_channel',
    elsewhere: { says: 'channel_not_found', because: 'files.completeUploadExternal lists invalid_channel for it' },
  },
]
