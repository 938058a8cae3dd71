import type { Workspace } from './workspace.ts'

/** What stands in the way of a message of the bot in a channel. */
export function closedTo(workspace: Workspace, id: string): string | undefined {
  const channel = workspace.channel(id)
  if (!channel) return workspace.person(id) ? undefined : 'channel_not_found'
  if (channel.archived) return 'is_archived'
  return channel.botIsIn ? undefined : 'not_in_channel'
}
