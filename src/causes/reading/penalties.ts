import { namesAddress } from './quote.ts'

/** PerSourcePenalties caps at 10 min by default (sshd_config(5), max:600). */
export const LONGEST_PENALTY_MS = 600_000

const PENALTY = /^drop connection #\d+ from \[[^\]]{1,64}\]:\d+ on \[[^\]]{1,64}\]:\d+ penalty: /

export const isPenaltyOf = (text: string, address: string): boolean => PENALTY.test(text) && namesAddress(text, address)
