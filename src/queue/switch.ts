import type { Redis } from 'ioredis'
import { readSwitch, type SwitchRecord, type SwitchState, saidBy, writeSwitch } from '../store/switch.ts'
import { CLOCK_SKEW_MS, type Signer, type Verifier } from './signing.ts'

/** How often the bot confirms the state, and how old a confirmation may be when a worker relies on it. */
export const CONFIRM_EVERY_MS = 5_000
const FRESH_MS = 30_000
const READ_TIMEOUT_MS = 2_000

/*
 * Anybody may stop, only the bot may let go: a pause is honoured whoever wrote it into Redis, but that changes may go on
 * counts only under the bot's seal, fresh, and never over a later word.
 */

/** The bot's side: remembers the latest word, and writes it again when Redis lost it or somebody put an earlier one back. */
export function switchKeeper(redis: Redis, signer: Signer | undefined) {
  let latest: SwitchState | undefined

  async function look(): Promise<SwitchState> {
    const record = await readSwitch(redis)
    latest = laterOf(latest, record && trusted(record, signer)) ?? running(new Date())
    return latest
  }
  async function say(state: SwitchState): Promise<void> {
    latest = state
    await writeSwitch(redis, recordOf(state, signer))
  }
  return {
    look,
    turn: async (change: Pick<SwitchState, 'paused' | 'by' | 'reason'>) => {
      const before = await look()
      await say({ ...change, since: laterThan(before.since, new Date()), at: new Date().toISOString() })
    },
    confirm: async () => say({ ...(await look()), at: new Date().toISOString() }),
  }
}

/** A new word is later than the one before it, also when it comes from a machine whose clock is behind. */
export function laterThan(before: string | undefined, now: Date): string {
  const floorMs = before === undefined ? 0 : Date.parse(before) + 1
  return new Date(Math.max(now.getTime(), floorMs)).toISOString()
}

const running = (now: Date): SwitchState => ({
  paused: false,
  by: { id: 'bot' },
  since: now.toISOString(),
  at: now.toISOString(),
})

function trusted(record: SwitchRecord, signer: Signer | undefined): SwitchState | undefined {
  const said = saidBy(record)
  return said?.paused || signer?.open('switch', record) !== undefined ? said : undefined
}

const laterOf = (one: SwitchState | undefined, other: SwitchState | undefined) =>
  one && other ? (other.since > one.since ? other : one) : (one ?? other)

/** The state under the bot's seal; without a key it is unsealed, and then only a pause is believed. */
export function recordOf(state: SwitchState, signer: Signer | undefined): SwitchRecord {
  const sealed = signer?.seal('switch', state) ?? { text: JSON.stringify(state), seal: '', keyId: '' }
  return { ...sealed, since: state.since }
}

/** A worker's side: says why nothing may be changed right now, or undefined when it may. */
export function switchReader(redis: Redis, verifier: Verifier): (now: Date) => Promise<string | undefined> {
  let latest = ''
  return async (now) => {
    const record = await Promise.race([readSwitch(redis), tooLate()]).catch(() => undefined)
    const said = record && saidBy(record)
    if (!record || !said) return 'nobody could tell whether changes are paused (is the bot running?)'
    const believed = said.paused || verifier.open('switch', record) !== undefined
    if (!believed) return 'that changes may go on was not said by a bot whose key is among signing.publicKeyFiles'
    if (said.since < latest) return 'changes were paused, and an earlier word was put back in its place'
    latest = said.since
    return said.paused ? pausedWords(said) : staleWords(said, now)
  }
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
