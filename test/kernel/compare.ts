import { isDeepStrictEqual } from 'node:util'
import { type Decision, type Trace, WHICH_FIRST } from '../../src/firewall/trace.ts'
import type { Seen } from './playground.ts'

/** What is wrong about the trace, given what the kernel did; undefined when they agree. */
export function disagreement(trace: Trace, seen: Seen, deterministic: boolean): string | undefined {
  const fitting = trace.decisions.filter((decision) => fits(decision, seen))
  if (fitting.length === 0) return 'the kernel did another thing'
  if (!deterministic || isTie(trace)) return undefined
  if (fitting.length < trace.decisions.length) return 'several decisions, where the kernel has but one'
  const doubts = trace.decisions.flatMap(({ because }) => because)
  return doubts.length > 0 ? `a doubt where the kernel has none: ${doubts.join('; ')}` : undefined
}

/** In which order the chains were made, the kernel knows, but nothing that it prints. */
export const isTie = ({ decisions }: Trace): boolean =>
  decisions.every(({ because }) => because.includes(WHICH_FIRST) && because.length === 1)

function fits({ verdict, rejection, to }: Decision, seen: Seen): boolean {
  switch (verdict) {
    case 'accepted':
      return seen.seen === 'connected'
    case 'dropped':
      return seen.seen === 'silent'
    case 'rejected':
      return seen.seen === 'rejected' && isDeepStrictEqual(rejection, seen.rejection)
    case 'forwarded':
      return seen.seen === 'forwarded' && (to?.address ?? seen.to) === seen.to && (to?.port ?? seen.port) === seen.port
    default:
      return true
  }
}
