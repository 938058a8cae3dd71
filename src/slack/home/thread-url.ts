import type { ThreadPlace } from '../../queue/overview.ts'

/** The address that Slack itself copies for a message; undefined where the workspace's own address is not known. */
export function threadUrl(workspaceUrl: string | undefined, place: ThreadPlace | undefined): string | undefined {
  if (workspaceUrl === undefined || place === undefined) return undefined
  const { channel, ts, threadTs } = place
  const url = new URL(`archives/${channel}/p${ts.replace('.', '')}`, workspaceUrl)
  if (threadTs !== undefined) url.search = new URLSearchParams({ thread_ts: threadTs, cid: channel }).toString()
  return url.href
}
