import { defineCause } from '../define.ts'
import { failedAttempt, saidIn } from '../reading/attempts.ts'
import { optionsOf } from '../reading/key-options.ts'
import { addressOf } from '../reading/person.ts'
import { quoteSetting, settingOf } from '../reading/sshd-settings.ts'

export const permitRootLogin = defineCause({
  id: 'permit-root-login',
  title: 'sshd does not let root log in',
  needs: ['sshd-config', 'user'],
  also: ['account', 'client', 'login', 'connect', 'sshd-log', 'user-keys', 'identity'],
  recognise: ({
    'sshd-config': config,
    user,
    client,
    login,
    connect,
    'sshd-log': log,
    'user-keys': keys,
    account,
    identity,
  }) => {
    if (user !== 'root' && account?.uid !== 0) return undefined
    if (!config.effective) return { untested: 'sshd did not tell its configuration for this user' }
    const setting = settingOf(config.effective, 'permitrootlogin')
    const attempt = failedAttempt(log, user, addressOf({ user, client, login, connect }), identity)
    const said = saidIn(attempt, log, /^ROOT LOGIN REFUSED FROM /)
    const forced = keys?.files.some(({ keys: all }) => all.some(({ options }) => forcesCommand(options)))
    const why = whyNot(setting, Boolean(forced), Boolean(saidIn(attempt, log, /^Failed password for /)))
    if (!why) return undefined
    return {
      confidence: why.certain || said ? 'proven' : 'likely',
      summary: `sshd refuses ${user}: PermitRootLogin is ${setting}, so ${why.text}.`,
      evidence: [...quoteSetting(config, 'permitrootlogin'), ...(said?.proof ?? [])],
      advice: why.advice,
      affects: 'user',
    }
  },
  masks: ['key-not-authorized'],
  decide: ({ client }) =>
    `sudo sshd -T -C user=root,host=localhost,addr=${client?.address ?? 'ADDRESS'} | grep -i permitrootlogin`,
})

const AS_YOURSELF = 'Log in as a user of your own and use sudo; root stays closed'

function whyNot(setting: string, forced: boolean, triedPassword: boolean) {
  if (setting === 'no') return { text: 'neither key nor password opens it', certain: true, advice: AS_YOURSELF }
  if (setting === 'forced-commands-only')
    return forced
      ? undefined
      : { text: 'only a key with command="…" opens it, and root has none', certain: true, advice: AS_YOURSELF }
  if (/^(without-password|prohibit-password)$/.test(setting) && triedPassword)
    return {
      text: 'only a key opens it, and the last attempt was with a password',
      certain: false,
      advice: AS_YOURSELF,
    }
  return undefined
}

const forcesCommand = (options: string): boolean => optionsOf(options).some(({ name }) => name === 'command')
