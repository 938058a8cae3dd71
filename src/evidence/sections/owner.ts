import type { BlockingRule } from '../../domain/inside.ts'

type Owner = BlockingRule['owner']

const marks: readonly (readonly [RegExp, Owner])[] = [
  [/\bf2b-/i, 'fail2ban'],
  [/\bsshguard/, 'sshguard'],
  [/\bufw6?-/, 'ufw'],
  [/\bfirewalld\b|\b(IN|FWD|POST|PRE)_[a-z]|_(ZONES|direct)\b/, 'firewalld'],
  [/\bDOCKER\b/, 'docker'],
]

/** Who manages a rule, by the names of its table, chain and sets. */
export const ownerOf = (...names: string[]): Owner =>
  marks.find(([mark]) => names.some((name) => mark.test(name)))?.[1] ?? 'other'
