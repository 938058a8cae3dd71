import { APP_ID, BOT, TEAM, type Workspace } from '../workspace.ts'
import { type Around, mustSee, nameOf, whisper } from './around.ts'
import { mentioned } from './events.ts'

/** Types a line into a channel, or into a thread of it, where Slack takes no commands. */
export async function type(
  around: Around,
  user: string,
  channel: string,
  line: string,
  threadTs?: string,
): Promise<void> {
  const { workspace } = around
  mustSee(workspace, user, channel)
  if (threadTs !== undefined && !workspace.message(channel, threadTs))
    throw new Error(`there is no thread ${threadTs} in the channel ${channel}`)
  if (!line.startsWith('/')) return say(around, user, channel, line, threadTs)
  const [command = ''] = line.trim().split(/\s+/)
  if (threadTs !== undefined)
    return whisper(workspace, user, channel, `${command} is not supported in threads. Sorry!`, threadTs)
  return runCommand(around, user, channel, line)
}

/** A message as Slack stores it: escaped, and with the app's name as a mention. */
async function say(around: Around, user: string, channel: string, line: string, threadTs?: string): Promise<void> {
  const escaped = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const text = escaped.replace(new RegExp(`@${BOT.name}(?![\\w-])`, 'g'), `<@${BOT.id}>`)
  const message = around.workspace.post({ channel, user, text, blocks: [], ...(threadTs && { threadTs }) })
  if (text.includes(`<@${BOT.id}>`)) await mentioned(around, message)
}

async function runCommand(around: Around, user: string, channel: string, line: string): Promise<void> {
  const { workspace, tickets, responseUrl } = around
  const [command = '', ...words] = line.trim().split(/\s+/)
  if (workspace.person(user)?.stranger)
    return whisper(workspace, user, channel, `${command} is of another organisation: only its members can run it`)
  if (command === '/invite') return invite(workspace, user, channel, words[0])
  if (command !== '/ssh-check')
    return whisper(workspace, user, channel, `${command} is not a valid command. Try /ssh-check help`)
  const payload = {
    ...{
      token: 'deprecated',
      team_id: TEAM.id,
      team_domain: 'demo',
      api_app_id: APP_ID,
      is_enterprise_install: 'false',
    },
    ...{
      channel_id: channel,
      channel_name: workspace.channel(channel)?.name ?? '',
      user_id: user,
      user_name: nameOf(workspace, user),
    },
    ...{
      command,
      text: words.join(' '),
      trigger_id: tickets.trigger(user),
      response_url: responseUrl(tickets.response(user, channel)),
    },
  }
  const acknowledged = await around.deliver({ type: 'slash_commands', payload })
  if (!acknowledged) return whisper(workspace, user, channel, `${command} failed with the error "operation_timeout"`)
  const { text } = (acknowledged.body ?? {}) as { text?: string }
  if (text) whisper(workspace, user, channel, text)
}

function invite(workspace: Workspace, user: string, channelId: string, whom: string | undefined): void {
  const channel = workspace.channel(channelId)
  if (!channel || whom !== `@${BOT.name}`)
    return void whisper(workspace, user, channelId, `Nobody here is called ${whom ?? ''}. Try /invite @${BOT.name}`)
  workspace.inviteBot(channel)
  workspace.post({ channel: channelId, user, text: `added ${BOT.name} to #${channel.name}.`, blocks: [] })
}
