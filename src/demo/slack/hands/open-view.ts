import { APP_ID, BOT_ID, type OpenView, TEAM, type Workspace } from '../workspace.ts'

/** A dialog answers to nobody but the person before whom it stands. */
export function openFor(workspace: Workspace, user: string, viewId: string): OpenView {
  const open = workspace.views.get(viewId)
  if (!open || open.user !== user) throw new Error(`${user} has no dialog ${viewId} open`)
  return open
}

/** A dialog as Slack hands it to the app, with what was filled in. */
export const viewOf = ({ id, view, hash }: OpenView, values: Record<string, unknown>) => ({
  id,
  ...{ team_id: TEAM.id, app_id: APP_ID, bot_id: BOT_ID, hash, state: { values } },
  ...view,
})
