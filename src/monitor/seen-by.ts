import type { Alert } from '../domain/alert.ts'

/** An alert as far as somebody may see its hosts; undefined when they may see none of them. Pure. */
export function seenBy<T extends Pick<Alert, 'hosts' | 'common'>>(
  alert: T,
  isVisible: (host: string) => boolean,
): T | undefined {
  const hosts = alert.hosts.filter(({ name }) => isVisible(name))
  if (hosts.length === alert.hosts.length) return alert
  // What the others share may say where they are.
  return hosts.length === 0 ? undefined : { ...alert, hosts, common: undefined }
}
