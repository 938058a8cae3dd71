import type { Recognised } from '../../domain/diagnosis.ts'
import { defineCause } from '../define.ts'
import { saidIn } from '../reading/attempts.ts'
import { octal, quotePath, type UserKeys } from '../reading/key-files.ts'
import { KEY_LOGIN, keyLoginOf } from '../reading/key-login.ts'
import { quoteSetting, settingOf } from '../reading/sshd-settings.ts'

export const authorizedKeysCommand = defineCause({
  id: 'authorized-keys-command',
  title: 'The program that sshd asks for keys does not work',
  ...KEY_LOGIN,
  recognise: (facts) => {
    const asked = keyLoginOf(facts)
    if (!asked) return undefined
    const { settings, verdicts: files, attempt } = asked
    const { 'user-keys': keys, 'sshd-config': config, 'sshd-log': log, user } = facts
    if (settingOf(settings, 'authorizedkeyscommand') === 'none') return undefined
    const said = saidIn(attempt, log, SAID)
    const seen = faultOf(keys)
    const fault = seen ?? (said && { summary: inWords(said.text), evidence: [] })
    if (!fault) return undefined
    const alone = files.every(({ verdict }) => verdict !== 'usable')
    return {
      confidence: confidenceOf({ alone, seen: seen !== undefined, said: said !== undefined }),
      summary: `${fault.summary}${alone ? ` ${user} has no other keys.` : ` ${user} has other keys in ${files.map(({ file }) => file.path).join(' and ')}.`}`,
      evidence: [
        ...fault.evidence,
        ...(said?.proof ?? []),
        ...quoteSetting(config, 'authorizedkeyscommand', 'authorizedkeyscommanduser'),
      ],
      advice: `Run it as sshd does: sudo -u ${settingOf(settings, 'authorizedkeyscommanduser')} ${settingOf(settings, 'authorizedkeyscommand').replace(/%u/g, user)}; echo $? (0, and the keys). It has to belong to root and be writable by root alone`,
      affects: 'user',
    }
  },
  masks: ['key-not-authorized'],
  decide: ({ user }) =>
    `sudo journalctl -t sshd -t sshd-session | grep AuthorizedKeysCommand; sudo sshd -T -C user=${user ?? 'USER'},host=localhost,addr=127.0.0.1 | grep authorizedkeyscommand`,
})

/** Some programs end so for everybody whom they have no key for, as EC2 Instance Connect does: then it need not be their fault. */
function confidenceOf({ alone, seen, said }: { alone: boolean; seen: boolean; said: boolean }) {
  if (seen) return said || alone ? 'proven' : 'possible'
  return alone ? 'proven' : 'possible'
}

const SAID =
  /^(error: Could not stat AuthorizedKeysCommand "|error: Unsafe AuthorizedKeysCommand "|error: AuthorizedKeysCommandUser "|error: No user for AuthorizedKeysCommand|AuthorizedKeysCommand \/.{0,1000} (failed, status \d+|exited on signal \d+)$)/

function faultOf(keys: UserKeys): Pick<Recognised, 'summary' | 'evidence'> | undefined {
  const { keysCommand: command } = keys
  if (!command) return undefined
  const evidence = quotePath(keys, command.path)
  if (command.state === 'missing')
    return { summary: `AuthorizedKeysCommand names ${command.path}, which does not exist.`, evidence }
  // Here sshd is strict whatever StrictModes says, and nobody but root may write.
  const unsafe = command.parts.find(({ uid, gid, mode }) => uid !== 0 || (mode & (gid === 0 ? 0o002 : 0o022)) !== 0)
  if (unsafe)
    return {
      summary: `sshd does not run ${command.path}: ${unsafe.path} can be changed by others than root (mode ${octal(unsafe)}, owner ${unsafe.owner}).`,
      evidence: quotePath(keys, unsafe.path),
    }
  const file = command.parts.at(-1)
  if (file && (file.mode & 0o111) === 0)
    return { summary: `${command.path} is not executable (mode ${octal(file)}).`, evidence }
  return undefined
}

const inWords = (text: string): string => {
  const [, status] = /(failed, status \d+|exited on signal \d+)$/.exec(text) ?? []
  return status
    ? `AuthorizedKeysCommand ran and ${status}: sshd got no keys from it.`
    : `sshd could not run AuthorizedKeysCommand.`
}
