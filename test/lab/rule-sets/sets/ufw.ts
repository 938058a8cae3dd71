import { BASTION_ADDRESS, CLIENT, CLIENT6 } from '../../places.ts'
import type { RuleSet } from '../rule-set.ts'
import { EVERYBODY } from './knocks.ts'

export const ufwSets: readonly RuleSet[] = [
  {
    name: 'ufw-default-deny',
    title: 'ufw denies by default and lets in the bastion alone',
    suite: 'bookworm',
    load: `ufw allow from ${BASTION_ADDRESS} to any port 22 proto tcp; ufw --force enable`,
    knocks: EVERYBODY,
  },
  {
    name: 'ufw-deny-network',
    title: 'ufw denies two networks before it allows everybody',
    suite: 'trixie',
    load: `ufw deny from 203.0.113.0/24; ufw reject from 2001:db8:113::/48; ufw allow OpenSSH; ufw allow 2200:2299/tcp; ufw --force enable`,
    knocks: [...EVERYBODY, { from: CLIENT, port: 2222 }],
  },
  {
    name: 'ufw-limit',
    title: 'ufw limits how often one may connect',
    suite: 'bookworm',
    load: 'ufw limit OpenSSH; ufw --force enable',
    knocks: Array.from({ length: 7 }, () => [CLIENT, CLIENT6].map((from) => ({ from, unclear: true as const }))).flat(),
  },
]
