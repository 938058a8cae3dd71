import type { RememberedFailure } from '../../domain/inside/account.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { linesOf, quotePamLine, tellsNothing, UNTOLD, usesPam } from '../reading/pam-stack.ts'
import { refusedPasswords } from '../reading/password-attempts.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteNewest } from '../reading/recent-lines.ts'

export const pamFaillock = defineCause({
  id: 'pam-faillock',
  title: 'pam_faillock has locked the account after wrong passwords',
  needs: ['account-state', 'pam', 'sshd-config', 'identity', 'user'],
  also: ['client', 'sshd-log'],
  recognise: ({ 'account-state': state, pam, 'sshd-config': config, identity, user, client, 'sshd-log': log }) => {
    const line = linesOf(pam, 'auth', 'pam_faillock.so').find(({ args }) => args.includes('preauth'))
    if (line && tellsNothing(config)) return UNTOLD
    if (!line || !usesPam(config) || state.user !== user || spared(user, state, line.args)) return undefined
    const lock = lockOf(state.failures, settingsOf(state, line.args), identity.now)
    if (!lock) return undefined
    const tried = log && client ? refusedPasswords(log, { user, client: client.address }, identity) : []
    return {
      // Keys pass by this lock, and anybody can bring it about: it is the cause when this person types passwords.
      confidence: tried.length > 0 ? 'proven' : 'possible',
      summary: `pam_faillock has counted ${lock.count} wrong passwords for ${user} and takes none ${lock.until ? `until ${lock.until}` : 'until somebody resets it'}. A key would still be taken.`,
      evidence: [
        ...quoteLines(state, (_, { command }) => command.includes('faillock --user')),
        ...quotePamLine(pam, line),
        ...(log ? quoteNewest(log, tried) : []),
      ],
      advice: `sudo faillock --user ${user} --reset (first look whose failures these are)`,
      affects: 'user',
      since: lock.since,
    }
  },
  masks: ['wrong-password'],
  decide: ({ user }) => `sudo faillock --user ${user ?? 'USER'}`,
})

interface Settings {
  deny: number
  unlockS: number
  intervalS: number
}

/** Arguments in the PAM line weigh more than faillock.conf; what neither says is faillock's own default. */
function settingsOf({ faillock }: Answered<'account-state'>, args: readonly string[]): Settings {
  const of = (key: string, usual: number) => {
    const text = args.find((arg) => arg.startsWith(`${key}=`))?.slice(key.length + 1) ?? faillock[key] ?? ''
    return /^\d{1,9}$/.test(text) ? Number(text) : usual
  }
  const never = args.includes('unlock_time=never') || faillock.unlock_time === 'never'
  return { deny: of('deny', 3), unlockS: never ? 0 : of('unlock_time', 600), intervalS: of('fail_interval', 900) }
}

const spared = (user: string, { faillock }: Answered<'account-state'>, args: readonly string[]) =>
  user === 'root' && !('even_deny_root' in faillock) && !args.includes('even_deny_root')

interface Lock {
  count: number
  since: string
  /** The host's own time; undefined when it does not end by itself. */
  until?: string
}

/** faillock writes times of the host's own zone: `now` without its offset is of the same. */
function lockOf(failures: readonly RememberedFailure[], settings: Settings, now: string): Lock | undefined {
  const times = failures.filter(({ valid }) => valid).map(({ at }) => Date.parse(`${at}Z`))
  const last = Math.max(...times)
  const counted = times.filter((time) => last - time < settings.intervalS * 1000)
  if (settings.deny === 0 || counted.length < settings.deny) return undefined
  const since = clock(last)
  if (settings.unlockS === 0) return { count: counted.length, since }
  const until = last + settings.unlockS * 1000
  const nowMs = Date.parse(`${now.slice(0, 19)}Z`)
  return nowMs < until ? { count: counted.length, since, until: clock(until) } : undefined
}

const clock = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
