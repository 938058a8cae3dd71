import { defineCause } from '../define.ts'
import { failedAttempt, saidIn } from '../reading/attempts.ts'
import { addressOf } from '../reading/person.ts'
import { quoteProbe } from '../reading/quote.ts'
import { methodLists, openMethods, quoteSetting, type Settings, settingOf } from '../reading/sshd-settings.ts'

export const methodDisabled = defineCause({
  id: 'method-disabled',
  title: 'sshd does not take this way to log in',
  needs: ['sshd-config', 'user-keys', 'user'],
  also: ['client', 'login', 'connect', 'sshd-log'],
  recognise: ({ 'sshd-config': config, 'user-keys': keys, user, client, login, connect, 'sshd-log': log }) => {
    if (!config.effective) return undefined
    const attempt = failedAttempt(log, user, addressOf({ user, client, login, connect }))
    const trouble = troubleOf(config.effective, user, {
      hasKeys: [...keys.files, ...(keys.usual ? [keys.usual] : [])].some((file) => file.keys.length > 0),
      tried: attempt?.recent ?? false,
    })
    if (!trouble) return undefined
    const said = saidIn(attempt, log, /No AuthenticationMethods left|no authentication methods enabled/)
    return {
      confidence: trouble.confidence,
      summary: trouble.summary,
      evidence: [...quoteSetting(config, ...trouble.keywords), ...(said?.proof ?? closing(attempt, log))],
      advice: trouble.advice,
      affects: 'user',
    }
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
          : 'On the console: sudo sshd -T -C user=USER,host=localhost,addr=ADDRESS | grep -iE "authentication(methods)?"',
        affects: 'vantage',
      }
    },
  },
  excludedBy: {},
  masks: ['key-not-authorized'],
  decide: ({ user, client }) =>
    `sudo sshd -T -C user=${user ?? 'USER'},host=localhost,addr=${client?.address ?? 'ADDRESS'} | grep -iE 'authentication'`,
})

const closing = (...[attempt, log]: [ReturnType<typeof failedAttempt>, Parameters<typeof saidIn>[1]]) =>
  saidIn(attempt, log, /^Connection (closed|reset) by authenticating user /)?.proof ?? []

interface Known {
  hasKeys: boolean
  /** Whether the person failed just now, with nothing else to blame. */
  tried: boolean
}

function troubleOf(settings: Settings, user: string, { hasKeys, tried }: Known) {
  const open = openMethods(settings, user)
  const lists = methodLists(settings)
  const usable = lists?.filter((list) => list.every((method) => open.includes(method)))
  if (lists && usable?.length === 0)
    return {
      confidence: 'proven' as const,
      summary: `AuthenticationMethods asks ${user} for ${lists.map((list) => list.join(' and ')).join(', or ')}, and that is switched off: nobody can satisfy it.`,
      keywords: ['authenticationmethods', ...SWITCHES],
      advice:
        'Switch the missing method on (KbdInteractiveAuthentication, PasswordAuthentication), or take it out of AuthenticationMethods; run sshd -t, then reload ssh',
    }
  if (settingOf(settings, 'pubkeyauthentication') === 'no' && (hasKeys || tried))
    return {
      confidence: hasKeys ? ('proven' as const) : ('likely' as const),
      summary: `sshd takes no keys from ${user}: PubkeyAuthentication is no. ${open.length > 0 ? `It offers ${open.join(', ')} alone.` : 'Nothing else is on.'}`,
      keywords: ['pubkeyauthentication'],
      advice:
        'Set PubkeyAuthentication yes where it is switched off (grep -rn PubkeyAuthentication /etc/ssh/sshd_config /etc/ssh/sshd_config.d), run sshd -t, then reload ssh',
    }
  if (usable && tried && usable.every((list) => list.length > 1))
    return {
      confidence: 'likely' as const,
      summary: `sshd wants more than one proof from ${user}: ${usable.map((list) => list.join(' and ')).join(', or ')}. The last attempt ended without all of them.`,
      keywords: ['authenticationmethods'],
      advice:
        'Answer every prompt: without a terminal (BatchMode, automation) the second one cannot be asked. A Match block can leave one user out',
    }
  return undefined
}

const SWITCHES = ['pubkeyauthentication', 'passwordauthentication', 'kbdinteractiveauthentication']
