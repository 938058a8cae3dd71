import { lookup } from 'node:dns/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { canonicalAddress, familyOf } from '../domain/address.ts'
import type { OutsideAnswers } from '../domain/observation.ts'

/** A resolver that is down answers after 5 to 10 s; nobody waits that long twice. */
const RESOLVE_TIMEOUT_MS = 10_000

/** The addresses of a name as getaddrinfo(3) gives them: /etc/hosts, DNS, both families, in its order. */
export async function resolveName(name: string, signal?: AbortSignal): Promise<OutsideAnswers['resolve']> {
  const literal = canonicalAddress(name)
  if (literal)
    return { outcome: 'resolved', addresses: [{ address: literal, family: familyOf(literal) }], literal: true }
  const late = sleep(RESOLVE_TIMEOUT_MS, 'late' as const, { ref: false, ...(signal && { signal }) })
  const found = await Promise.race([ask(name), late])
  return found === 'late' ? { outcome: 'resolver-failed', code: 'ETIMEOUT' } : found
}

async function ask(name: string): Promise<OutsideAnswers['resolve']> {
  try {
    const found = await lookup(name, { all: true, order: 'verbatim' })
    const addresses = found.flatMap(({ address }) => canonicalAddress(address) ?? [])
    return {
      outcome: 'resolved',
      addresses: addresses.map((address) => ({ address, family: familyOf(address) })),
      literal: false,
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { outcome: code === 'ENOTFOUND' ? 'no-such-name' : 'resolver-failed', code }
  }
}
