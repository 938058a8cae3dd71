import { OPS } from './people.ts'
import type { StandIn } from './slack/stand-in.ts'

/** Another app of the workspace, which a monitoring system writes by. */
export const ALERTMANAGER = { id: 'U0ALERT', botId: 'B0ALERT', name: 'Alertmanager' }

/** What Alertmanager says of a host in its usual form: the words stand in an attachment, not in the text. */
export function alertAbout({ workspace }: StandIn, host: string, port: number, client: string): void {
  const title = `[FIRING:1] SSHDown (${host} critical)`
  workspace.post({
    ...{ channel: OPS, user: ALERTMANAGER.id, botId: ALERTMANAGER.botId, text: '', blocks: [] },
    attachments: [
      {
        ...{ color: 'danger', fallback: title, title, id: 1 },
        text: `Nobody gets an SSH banner from ${host}:${port} for 2 minutes.\ninstance: ${host}:${port}\nclient: ${client}\njob: blackbox-ssh`,
      },
    ],
  })
}
