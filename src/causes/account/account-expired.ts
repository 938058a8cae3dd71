import type { Recognised } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { linesOf, tellsNothing, UNTOLD, usesPam } from '../reading/pam-stack.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'
import { quoteLast } from '../reading/recent-lines.ts'

export const accountExpired = defineCause({
  id: 'account-expired',
  title: 'The account or its password has expired',
  needs: ['account-state', 'sshd-config', 'identity', 'pam', 'user'],
  also: ['sshd-log'],
  recognise: ({ 'account-state': state, 'sshd-config': config, identity, pam, user, 'sshd-log': log }) => {
    if (tellsNothing(config) && isAnyPast(state, Date.parse(identity.now))) return UNTOLD
    const expired = state.user === user ? expiryOf(state, { config, pam, now: Date.parse(identity.now) }) : undefined
    if (!expired) return undefined
    const { row, summary, advice } = expired
    return {
      confidence: 'proven',
      summary,
      evidence: [...quoteLines(state, (line) => line.startsWith(row)), ...quoteLast(log, (text) => says(text, user))],
      advice,
      affects: 'user',
    }
  },
  suspicion: {
    needs: ['login'],
    recognise: (login): Recognised | undefined => ourOwn(login.login),
  },
  decide: ({ user }) => `sudo chage -l ${user ?? 'USER'}`,
})

interface Expired {
  row: string
  summary: string
  advice: string
}

interface Asked {
  config: Answered<'sshd-config'>
  pam: Answered<'pam'>
  now: number
}

/** As pam_unix judges, the harder first. Without PAM sshd itself looks at the account's end, and not at the password of a key login. */
function expiryOf(state: Answered<'account-state'>, { config, pam, now }: Asked): Expired | undefined {
  const { user, accountExpires, passwordExpires, passwordInactive } = state
  const [unix] = linesOf(pam, 'account', 'pam_unix.so')
  if (usesPam(config) && !unix) return undefined
  if (isPast(accountExpires, now))
    return {
      row: 'Account expires',
      summary: `The account ${user} expired on ${accountExpires}.`,
      advice: `sudo chage -E -1 ${user} (or -E with a new date, as your rules have it)`,
    }
  if (!usesPam(config) || unix?.args.includes('no_pass_expiry')) return undefined
  const renew = `sudo passwd ${user} sets a new password; where it has only keys: sudo chage -d "$(date +%F)" ${user}`
  if (isPast(passwordInactive, now))
    return {
      row: 'Password',
      summary: `The password of ${user} expired on ${passwordExpires}, and the time to change it ended on ${passwordInactive}: not even a key lets it in.`,
      advice: renew,
    }
  if (passwordExpires === 'password must be changed' || isPast(passwordExpires, now))
    return {
      row: 'Password expires',
      summary: `The password of ${user} ${since(passwordExpires)}: it has to be changed in a terminal first, and nothing else runs, not even after a login by key.`,
      advice: renew,
    }
  return undefined
}

const isAnyPast = ({ accountExpires, passwordExpires, passwordInactive }: Answered<'account-state'>, now: number) =>
  [accountExpires, passwordExpires, passwordInactive].some(
    (date) => date === 'password must be changed' || isPast(date, now),
  )

const since = (date: string) => (/\d{4}$/.test(date) ? `expired on ${date}` : 'must be changed')

/** A day begins in UTC, for PAM as for chage. `never` is no date. */
function isPast(date: string, now: number): boolean {
  if (!/^[A-Z][a-z]{2} \d\d, \d{4}$/.test(date)) return false
  return now >= Date.parse(`${date} UTC`)
}

const says = (text: string, user: string) =>
  text === `Account ${user} has expired` || text.startsWith(`pam_unix(sshd:account): account ${user} has expired`)

/** What PAM tells us about the account that we ourselves log in with. */
function ourOwn(login: Answered<'login'>): Recognised | undefined {
  if (login.outcome !== 'disconnected' || !/^Your account has expired/m.test(login.said ?? '')) return undefined
  return {
    confidence: 'likely',
    summary: `The host takes our key and then says that the account ${login.user}, our own, has expired.`,
    evidence: quoteProbe('login', login.said ?? ''),
    advice: `On the console: sudo chage -l ${login.user}`,
    affects: 'vantage',
  }
}
