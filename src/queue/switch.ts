import type { Redis } from 'ioredis'
import {
  type FoundSwitch,
  readSwitch,
  replaceSwitch,
  type SwitchRecord,
  type SwitchState,
  saidBy,
} from '../store/switch.ts'
import { CLOCK_SKEW_MS, type Signer, type Verifier } from './signing.ts'

/** How often the bot confirms the state, and how old a confirmation may be when a worker relies on it. */
export const CONFIRM_EVERY_MS = 5_000
const FRESH_MS = 30_000
const READ_TIMEOUT_MS = 2_000

/*
 * Anybody may stop, only the bot may let go: a pause is honoured whoever wrote it into Redis, but that changes may go on
 * counts only under the bot's seal, fresh, and never over a later word.
 */

type Said = Pick<SwitchState, 'paused' | 'by' | 'reason'>

/** The bot's side: remembers the latest word, and writes it again when Redis lost it or somebody put an earlier one back. */
export function switchKeeper(redis: Redis, signer: Signer | undefined) {
  let latest: SwitchState | undefined

  async function look(): Promise<FoundSwitch & { state: SwitchState }> {
    const found = await readSwitch(redis)
    const now = new Date()
    latest = laterOf(latest, found.record && trusted(found.record, signer, now)) ?? running(now)
    return { ...found, state: latest }
  }
  /** Writes the next state over the one before it, until nobody came in between. */
  async function say(next: (before: SwitchState, now: Date) => SwitchState): Promise<void> {
    for (;;) {
      const found = await look()
      const said = next(found.state, new Date())
      if (!(await replaceSwitch(redis, found, recordOf(said, signer)))) continue
      latest = said
      return
    }
  }
  return {
    look: async () => (await look()).state,
    turn: (change: Said) => say((before, now) => stateOf(change, before.since, now)),
    confirm: () => say((before, now) => ({ ...before, at: now.toISOString() })),
  }
}

/** At a terminal: with the bot's key, or without it, and then only a pause is honoured. */
export async function turnFromTerminal(redis: Redis, signer: Signer | undefined, change: Said): Promise<void> {
  for (;;) {
    const found = await readSwitch(redis)
    const before = found.record && saidBy(found.record)
    const said = stateOf(change, before?.since, new Date())
    if (await replaceSwitch(redis, found, recordOf(said, signer))) return
  }
}

const stateOf = (change: Said, before: string | undefined, now: Date): SwitchState => ({
  ...change,
  since: laterThan(before, now),
  at: now.toISOString(),
})

/**
 * A new word is later than the one before it, also when it comes from a machine whose clock is behind. A word from far in
 * the future is nobody's honest one: it must not keep others from being heard.
 */
function laterThan(before: string | undefined, now: Date): string {
  const beforeMs = before === undefined ? 0 : Date.parse(before)
  const floorMs = beforeMs > now.getTime() + CLOCK_SKEW_MS ? 0 : beforeMs + 1
  return new Date(Math.max(now.getTime(), floorMs)).toISOString()
}

const running = (now: Date): SwitchState => ({
  paused: false,
  by: { id: 'bot' },
  since: now.toISOString(),
  at: now.toISOString(),
})

/** What a record is good for: a pause always, that changes may go on under our seal alone. */
function trusted(record: SwitchRecord, signer: Signer | undefined, now: Date): SwitchState | undefined {
  const said = saidBy(record)
  if (!said || (!said.paused && signer?.open('switch', record) === undefined)) return undefined
  return { ...said, since: notFuture(said.since, now) }
}

const notFuture = (since: string, now: Date): string =>
  Date.parse(since) > now.getTime() + CLOCK_SKEW_MS ? now.toISOString() : since

const laterOf = (one: SwitchState | undefined, other: SwitchState | undefined) =>
  one && other ? (other.since > one.since ? other : one) : (one ?? other)

/** The state under the bot's seal; without a key it is unsealed, and then only a pause is believed. */
export const recordOf = (state: SwitchState, signer: Signer | undefined): SwitchRecord =>
  signer?.seal('switch', state) ?? { text: JSON.stringify(state), seal: '', keyId: '' }

/** A worker's side: says why nothing may be changed right now, or undefined when it may. */
export function switchReader(redis: Redis, verifier: Verifier): (now: Date) => Promise<string | undefined> {
  let latest = ''
  return async (now) => {
    const found = await Promise.race([readSwitch(redis), tooLate()]).catch(() => undefined)
    const record = found?.record
    const said = record && saidBy(record)
    if (!record || !said) return 'nobody could tell whether changes are paused (is the bot running?)'
    const believed = said.paused || verifier.open('switch', record) !== undefined
    if (!believed) return 'that changes may go on was not said by a bot whose key is among signing.publicKeyFiles'
    if (said.since < latest) return 'changes were paused, and an earlier word was put back in its place'
    latest = notFuture(said.since, now)
    return said.paused ? pausedWords(said) : staleWords(said, now)
  }
}

/**
 * At a terminal: the last word counts, however old, since there a person is the authority and the bot may be what is broken.
 * That changes may go on is believed of whoever has a key to check the bot's seal with only under that seal. Fails when Redis is away.
 */
export async function lastWord(redis: Redis, opener: Pick<Verifier, 'open'> | undefined): Promise<string | undefined> {
  const { record } = await Promise.race([readSwitch(redis), tooLate()])
  const said = record && saidBy(record)
  if (!record || !said) return 'nobody has said whether changes are paused: the bot does, once it runs on this Redis'
  if (said.paused) return pausedWords(said)
  if (opener && opener.open('switch', record) === undefined)
    return 'that changes may go on was not said by a bot whose key is known here'
  return undefined
}

function staleWords({ at }: SwitchState, now: Date): string | undefined {
  const ageMs = Math.abs(now.getTime() - Date.parse(at))
  if (ageMs <= FRESH_MS + CLOCK_SKEW_MS) return undefined
  return `the bot confirmed ${Math.round(ageMs / 1_000)} s ago for the last time that changes may go on (is it running, and are the clocks right?)`
}

const tooLate = () =>
  new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer')), READ_TIMEOUT_MS).unref()
  })

/** Who paused, since when and why, in one sentence without its full stop. */
export const pausedWords = ({ by, since, reason }: Pick<SwitchState, 'by' | 'since' | 'reason'>): string =>
  `changes are paused by ${by.name ?? by.id} since ${since.slice(0, 16).replace('T', ' ')} UTC${reason ? ` (${reason})` : ''}`
