import type { Acknowledged, Envelope } from '../delivery.ts'
import type { HandsOptions } from '../hands.ts'
import { APP_ID, BOT, TEAM, type Workspace } from '../workspace.ts'

/** What every act needs: the workspace, the tickets that go with it, and the way to the app. */
export interface Around extends HandsOptions {
  /** `shared`: whether it happened in a channel that is shared with another organisation. */
  sendEvent: (event: Record<string, unknown>, shared?: boolean) => Promise<void>
}

export const nameOf = (workspace: Workspace, user: string) => workspace.person(user)?.name ?? user

/** What one person is told, by Slack or by the app. */
export const whisper = (workspace: Workspace, user: string, channel: string, text: string, threadTs?: string): void =>
  void workspace.post({ channel, user: BOT.id, onlyFor: user, text, blocks: [], ...(threadTs && { threadTs }) })

export function mustSee(workspace: Workspace, user: string, channel: string): void {
  if (!workspace.sees(user, channel)) throw new Error(`${nameOf(workspace, user)} is not in the channel ${channel}`)
}

/** Who acts, as every interactive payload says it. */
export const personal = (workspace: Workspace, user: string) => ({
  team: { id: TEAM.id, domain: 'demo' },
  user: {
    id: user,
    username: nameOf(workspace, user),
    name: nameOf(workspace, user),
    team_id: workspace.person(user)?.teamId ?? TEAM.id,
  },
  ...{ api_app_id: APP_ID, token: 'deprecated', is_enterprise_install: false, enterprise: null },
})

export const deliverInteractive = ({ deliver }: Around, payload: Envelope['payload']): Promise<Acknowledged> =>
  deliver({ type: 'interactive', payload })
