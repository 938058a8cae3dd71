import { address6Of, BASTION_ADDRESS, CLIENT, CLIENT6, OTHER_CLIENT } from '../../places.ts'
import type { Knock } from '../rule-set.ts'

/** The person, another one, and the bastion, in both families. */
export const EVERYBODY: readonly Knock[] = [
  { from: CLIENT },
  { from: OTHER_CLIENT },
  { from: BASTION_ADDRESS },
  { from: CLIENT6 },
  { from: address6Of(1) },
]
