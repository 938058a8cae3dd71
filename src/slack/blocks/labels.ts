import { remedyOf } from '../../remedies/index.ts'

/** Shorter than a title, where a remedy's own title would not tell what the button does to whom. */
const SHORT: Record<string, (args: Record<string, string>) => string> = {
  'fail2ban-unban': ({ ip = 'the client' }) => `Unban ${ip}`,
}

interface Offered {
  remedy: string
  args: Record<string, string>
  direction: 'do' | 'undo'
}

/** What the button of an offer says. */
export function labelOf({ remedy, args, direction }: Offered): string {
  const label = SHORT[remedy]?.(args) ?? remedyOf(remedy)?.title ?? remedy
  return direction === 'undo' ? `Undo: ${label}` : label
}
