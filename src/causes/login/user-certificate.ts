import { defineCause } from '../define.ts'
import { failedAttempt, saidIn } from '../reading/attempts.ts'
import { addressOf, nameOf } from '../reading/person.ts'
import { quoteSetting } from '../reading/sshd-settings.ts'

export const userCertificate = defineCause({
  id: 'user-certificate',
  title: 'The certificate, or the key itself, is no longer valid here',
  needs: ['sshd-log', 'client', 'user'],
  also: ['login', 'connect', 'sshd-config', 'identity'],
  recognise: ({ 'sshd-log': log, user, client, login, connect, 'sshd-config': config, identity }) => {
    const address = addressOf({ user, client, login, connect })
    const attempt = failedAttempt(log, user, address, identity)
    const said = saidIn(attempt, log, SAID)
    if (!said) return undefined
    const { why, advice, keyword } = meaningOf(said.text, identity?.now)
    return {
      confidence: 'proven',
      summary: `sshd refused what ${nameOf(user, address)} offered: ${why}.`,
      evidence: [...said.proof, ...(config ? quoteSetting(config, keyword) : [])],
      advice,
      affects: 'user',
    }
  },
  masks: ['key-not-authorized'],
  decide: ({ user }) =>
    `For the person: ssh-keygen -Lf KEY-cert.pub (Valid, Principals ${user ?? 'USER'}?); on the console: sudo journalctl -t sshd -t sshd-session | grep -iE 'certificate|revoked'`,
})

const SAID =
  /^error: (Certificate invalid: (expired|not yet valid|name is not a listed principal)|Refusing certificate ID ".{0,200}|Authentication key \S+ SHA256:\S+ revoked by file |Error checking authentication key \S+ SHA256:\S+ in revoked keys file )/

const REISSUE = 'Have the certificate issued anew'

function meaningOf(text: string, now: string | undefined): { why: string; advice: string; keyword: string } {
  const keyword = 'trustedusercakeys'
  if (text.includes('invalid: expired'))
    return {
      why: `its certificate has expired${now ? ` (the host’s clock says ${now})` : ''}`,
      advice: `${REISSUE}; if it is still good by your clock, compare the host’s: date`,
      keyword,
    }
  if (text.includes('invalid: not yet valid'))
    return {
      why: `its certificate is not valid yet${now ? ` (the host’s clock says ${now})` : ''}`,
      advice: 'Compare the clocks of the host and of whoever issued it: date; chronyc tracking or timedatectl',
      keyword,
    }
  if (text.includes('listed principal'))
    return {
      why: 'its certificate does not name this user among its principals',
      advice: `${REISSUE} with this login among its principals (ssh-keygen -Lf KEY-cert.pub shows them), or log in as one of those`,
      keyword,
    }
  if (text.includes('Error checking authentication key'))
    return {
      why: 'sshd cannot read its list of revoked keys, and then it refuses every key',
      advice:
        'Put the file back that RevokedKeys names (an empty one will do), or take the setting out; run sshd -t, then reload ssh',
      keyword: 'revokedkeys',
    }
  if (text.includes('revoked by file'))
    return {
      why: 'the key is on the host’s list of revoked keys',
      advice: 'Make a new key, and ask who revoked this one before anything else',
      keyword: 'revokedkeys',
    }
  return {
    why: 'its certificate is not valid',
    advice: `${REISSUE}; ssh-keygen -Lf KEY-cert.pub shows what it holds`,
    keyword,
  }
}
