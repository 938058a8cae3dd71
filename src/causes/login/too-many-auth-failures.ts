import { defineCause } from '../define.ts'
import { failedAttempt, saidIn } from '../reading/attempts.ts'
import { addressOf, nameOf } from '../reading/person.ts'
import { quoteProbe } from '../reading/quote.ts'
import { quoteSetting, settingOf } from '../reading/sshd-settings.ts'

const ADVICE =
  'For the person: offer the one key that is meant, ssh -o IdentitiesOnly=yes -i KEY HOST (an agent with many keys uses the tries up). MaxAuthTries need not grow'

export const tooManyAuthFailures = defineCause({
  id: 'too-many-auth-failures',
  title: 'The client offered too many keys',
  needs: ['sshd-log', 'client', 'user'],
  also: ['login', 'connect', 'sshd-config', 'identity'],
  recognise: ({ 'sshd-log': log, user, client, login, connect, 'sshd-config': config, identity }) => {
    const address = addressOf({ user, client, login, connect })
    const attempt = failedAttempt(log, user, address, identity)
    const said = saidIn(
      attempt,
      log,
      /^(error: )?maximum authentication attempts exceeded for |^Disconnecting authenticating user .*: Too many authentication failures( \[preauth\])?$/,
    )
    if (!said) return undefined
    const tries = config?.effective ? settingOf(config.effective, 'maxauthtries') : ''
    return {
      // With wrong passwords among them, these may be the trouble.
      confidence: !saidIn(attempt, log, /^Failed (password|keyboard-interactive)/) ? 'proven' : 'likely',
      summary: `sshd hung up on ${nameOf(user, address)} after too many keys or passwords${tries ? ` (MaxAuthTries ${tries})` : ''}: the right one was not among the first.`,
      evidence: [...said.proof, ...(config ? quoteSetting(config, 'maxauthtries') : [])],
      advice: ADVICE,
      affects: 'client',
    }
  },
  suspicion: {
    needs: ['login'],
    recognise: ({ login }) => {
      if (login.outcome !== 'disconnected' || !/too many authentication failures/i.test(login.reason)) return undefined
      return {
        confidence: 'likely',
        summary: `The host hung up on our own login ${login.user} after too many keys.`,
        evidence: quoteProbe('login', login.reason),
        advice: 'Name the one key in the inventory (identityFile), rather than an agent that holds many',
        affects: 'vantage',
      }
    },
  },
  masks: ['key-not-authorized'],
  decide: ({ user }) => `sudo journalctl -t sshd -t sshd-session | grep -F 'attempts exceeded for ${user ?? 'USER'}'`,
})
