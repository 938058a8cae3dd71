import type { Recognised } from '../../domain/diagnosis.ts'
import { defineCause } from '../define.ts'
import { isSilent, quoteOf, recentAttempt, saidIn } from '../reading/attempts.ts'
import { addressOf } from '../reading/person.ts'
import { quoteProbe } from '../reading/quote.ts'
import { methodLists, openMethods, quoteSetting, type Settings, settingOf } from '../reading/sshd-settings.ts'

export const methodDisabled = defineCause({
  id: 'method-disabled',
  title: 'sshd does not take this way to log in',
  needs: ['sshd-config', 'user-keys', 'user'],
  also: ['client', 'login', 'connect', 'sshd-log', 'identity'],
  recognise: ({
    'sshd-config': config,
    'user-keys': keys,
    user,
    client,
    login,
    connect,
    'sshd-log': log,
    identity,
  }) => {
    if (!config.effective) return undefined
    const address = addressOf({ user, client, login, connect })
    const attempt = recentAttempt(log, user, address, identity)
    const ours = login?.outcome === 'denied' && login.user === user
    const trouble = troubleOf(config.effective, user, {
      hasKeys: [...keys.files, ...(keys.usual ? [keys.usual] : [])].some((file) => file.keys.length > 0),
      accepted: attempt?.accepted ?? false,
      tried: ours || Boolean(attempt && isSilent(attempt)),
      oneTaken: ours ? Boolean(login.partial) : saidIn(attempt, log, /^Partial publickey for /) !== undefined,
    })
    if (!trouble) return undefined
    const { keywords, ...finding } = trouble
    const said = attempt && log ? attempt.lines.slice(-2).flatMap(({ text }) => quoteOf(log, text)) : []
    return { ...finding, evidence: [...quoteSetting(config, ...keywords), ...said], affects: 'user' }
  },
  suspicion: {
    needs: ['login'],
    recognise: ({ login }) => {
      if (login.outcome !== 'denied' || login.methods.length === 0 || login.methods.includes('publickey'))
        return undefined
      const left = login.methods.join(', ')
      return {
        confidence: 'likely',
        summary: login.partial
          ? `The host took our key as ${login.user}, and then wants ${left} as well.`
          : `The host takes no keys from ${login.user}: it offers ${left} alone.`,
        evidence: quoteProbe('login', `login as ${login.user} refused, methods left: ${left}`),
        advice: login.partial
          ? 'Log in by hand and answer what it asks; for a worker, leave its user out of AuthenticationMethods in a Match block'
          : `On the console: sudo sshd -T -C user=${login.user},host=localhost,addr=127.0.0.1 | grep -iE 'authentication(methods)?'`,
        affects: 'vantage',
      }
    },
  },
  masks: ['key-not-authorized'],
  decide: ({ user, client }) =>
    `sudo sshd -T -C user=${user ?? 'USER'},host=localhost,addr=${client?.address ?? 'ADDRESS'} | grep -iE 'authentication'`,
})

interface Known {
  hasKeys: boolean
  /** The last attempt got in. */
  accepted: boolean
  /** The last attempt ended without a reason. */
  tried: boolean
  /** The key was taken, and more was wanted. */
  oneTaken: boolean
}
type Trouble = Pick<Recognised, 'confidence' | 'summary' | 'advice'> & { keywords: string[] }

function troubleOf(settings: Settings, user: string, known: Known): Trouble | undefined {
  if (known.accepted) return undefined
  return unsatisfiable(settings, user) ?? keysOff(settings, user, known) ?? secondProof(settings, user, known)
}

function unsatisfiable(settings: Settings, user: string): Trouble | undefined {
  const lists = methodLists(settings)
  if (!lists || usableOf(lists, settings, user).length > 0) return undefined
  return {
    confidence: 'proven',
    summary: `AuthenticationMethods asks ${user} for ${inWords(lists)}, and not all of that is switched on: nobody can satisfy it.`,
    keywords: [
      'authenticationmethods',
      'pubkeyauthentication',
      'passwordauthentication',
      'kbdinteractiveauthentication',
    ],
    advice:
      'Switch the missing method on (KbdInteractiveAuthentication, PasswordAuthentication), or take it out of AuthenticationMethods; run sshd -t, then reload ssh',
  }
}

function keysOff(settings: Settings, user: string, { hasKeys, tried }: Known): Trouble | undefined {
  if (settingOf(settings, 'pubkeyauthentication') !== 'no' || !(hasKeys || tried)) return undefined
  const open = openMethods(settings, user)
  return {
    confidence: hasKeys && tried ? 'proven' : 'likely',
    summary: `sshd takes no keys from ${user}: PubkeyAuthentication is no. ${open.length > 0 ? `It offers ${open.join(', ')} alone.` : 'Nothing else is on.'}`,
    keywords: ['pubkeyauthentication'],
    advice:
      'Set PubkeyAuthentication yes where it is switched off (grep -rn PubkeyAuthentication /etc/ssh/sshd_config /etc/ssh/sshd_config.d), run sshd -t, then reload ssh',
  }
}

/** Where more than a key is wanted, an attempt that ends early tells only by LogLevel VERBOSE how far it came. */
function secondProof(settings: Settings, user: string, { tried, oneTaken }: Known): Trouble | undefined {
  const usable = usableOf(methodLists(settings) ?? [], settings, user)
  if (usable.length === 0 || !usable.every((list) => list.length > 1) || !(tried || oneTaken)) return undefined
  return {
    confidence: oneTaken ? 'proven' : 'possible',
    summary: oneTaken
      ? `sshd took the key of ${user} and wants more: ${inWords(usable)}. The last attempt ended there.`
      : `sshd wants more than one proof from ${user}: ${inWords(usable)}. The last attempt ended without all of them.`,
    keywords: ['authenticationmethods'],
    advice:
      'Answer every prompt: without a terminal (BatchMode, automation) the second one cannot be asked. A Match block can leave one user out',
  }
}

function usableOf(lists: string[][], settings: Settings, user: string): string[][] {
  const open = openMethods(settings, user)
  return lists.filter((list) => list.every((method) => open.includes(method)))
}

const inWords = (lists: string[][]): string => lists.map((list) => list.join(' and ')).join(', or ')
