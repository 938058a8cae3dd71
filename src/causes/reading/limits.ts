import type { Limit } from '../../domain/inside/session.ts'

/**
 * The limit that pam_limits sets for somebody: a line that names the user beats one that names a group, and that one the
 * wildcard; among equals the last one wins (limits.conf(5)). Root is bound only by lines that name it.
 */
export function limitFor(limits: Limit[], item: string, who: { user: string; groups: string[] }): Limit | undefined {
  const fitting = limits.filter(
    (limit) => limit.item === item && rankOf(limit.domain, who) > 0 && isNumber(limit.value),
  )
  return fitting.reduce<Limit | undefined>(
    (best, limit) => (best && rankOf(best.domain, who) > rankOf(limit.domain, who) ? best : limit),
    undefined,
  )
}

function rankOf(domain: string, { user, groups }: { user: string; groups: string[] }): number {
  if (domain === user) return 3
  if (user === 'root') return 0
  if (domain.startsWith('@') && groups.includes(domain.slice(1))) return 2
  return domain === '*' ? 1 : 0
}

/** `unlimited`, `-` and `-1` set no limit. */
const isNumber = (value: string) => /^\d{1,9}$/.test(value)
