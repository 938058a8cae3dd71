import type { RuleSet } from '../rule-set.ts'
import { fail2banSets } from './fail2ban.ts'
import { firewalldSets } from './firewalld.ts'
import { guardSets } from './guards.ts'
import { machineSets } from './machines.ts'
import { plainSets } from './plain.ts'
import { ufwSets } from './ufw.ts'

export const ruleSets: readonly RuleSet[] = [
  ...ufwSets,
  ...firewalldSets,
  ...fail2banSets,
  ...guardSets,
  ...plainSets,
  ...machineSets,
]
