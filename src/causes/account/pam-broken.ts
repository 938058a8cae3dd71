import type { PamLine } from '../../domain/inside/account.ts'
import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quotePamLine, tellsNothing, UNTOLD, usesPam } from '../reading/pam-stack.ts'
import { refusedPasswords } from '../reading/password-attempts.ts'
import { quoteLines } from '../reading/quote.ts'
import { quoteLast } from '../reading/recent-lines.ts'

export const pamBroken = defineCause({
  id: 'pam-broken',
  title: 'PAM’s settings for sshd name what is not there',
  needs: ['pam', 'sshd-config'],
  also: ['sshd-log', 'identity', 'user', 'client', 'login', 'script'],
  recognise: ({ pam, 'sshd-config': config, 'sshd-log': log, identity, user, client, login, script }) => {
    const broken = missingFile(pam) ?? missingModule(pam)
    if (broken && tellsNothing(config)) return UNTOLD
    if (!broken || !usesPam(config) || (broken.passwordsOnly && !takesPasswords(config.effective ?? config.global)))
      return undefined
    // Everybody passes there, and we just did.
    if (!broken.passwordsOnly && login?.outcome === 'accepted' && script?.outcome === 'ran') return undefined
    const tried = log && identity && user && client && refusedPasswords(log, { user, client: client.address }, identity)
    return {
      confidence: broken.passwordsOnly && !tried?.length ? 'possible' : 'proven',
      summary: broken.summary,
      evidence: [
        ...broken.evidence,
        ...quoteLast(log, (text) => text.startsWith('PAM ') && text.includes(broken.named)).slice(0, 1),
      ],
      advice: `Put it back, or take the line out of ${broken.file}: try it in a second session before you close this one`,
      affects: 'everybody',
    }
  },
  masks: ['wrong-password'],
  decide: () => 'sudo journalctl -t sshd -t sshd-session -g "^PAM " -n 10; cat /etc/pam.d/sshd',
})

interface Broken {
  named: string
  file: string
  summary: string
  /** Whoever has a key does not notice. */
  passwordsOnly: boolean
  evidence: ReturnType<typeof quoteLines>
}

/** PAM gives up altogether when a file that it should include is missing. */
function missingFile(pam: Answered<'pam'>): Broken | undefined {
  const [named] = pam.missingFiles
  if (named === undefined) return undefined
  return {
    named,
    file: '/etc/pam.d',
    passwordsOnly: false,
    summary: `PAM’s settings for sshd include ${named}, which does not exist: PAM gives up, and sshd lets nobody in.`,
    evidence: [
      ...quoteLines(pam, (line, { command }) => command.startsWith('grep ') && line.includes(`include ${named}`)).slice(
        0,
        1,
      ),
      ...quoteLines(pam, (line) => line.includes(named) && line.includes('No such file')).slice(0, 1),
    ],
  }
}

const takesPasswords = (config: Record<string, string[]>) =>
  [config.passwordauthentication, config.kbdinteractiveauthentication].some((values) => values?.[0] === 'yes')

/** What a login by key goes through as well, then what a password alone meets. */
const STAGES = [
  ['account', 'sshd refuses everybody after the key or the password'],
  ['session', 'every login ends as soon as it begins'],
  ['auth', 'no password is taken; keys pass by'],
] as const

function missingModule(pam: Answered<'pam'>): Broken | undefined {
  // Without PAM's own modules in it the list is that of another folder, where somebody keeps one of theirs.
  if (!pam.modules.some((name) => /^pam_(unix|permit|deny)\.so$/.test(name))) return undefined
  for (const [facility, effect] of STAGES) {
    const line = pam.stack.find((one) => one.facility === facility && isMissing(one, pam) && counts(one))
    if (!line) continue
    return {
      named: line.module,
      file: `/etc/pam.d/${line.file}`,
      passwordsOnly: facility === 'auth',
      summary: `Line ${line.line} of /etc/pam.d/${line.file} asks ${line.module}, which is not installed: ${effect}.`,
      evidence: quotePamLine(pam, line),
    }
  }
  return undefined
}

const isMissing = ({ module, text }: PamLine, { modules }: Answered<'pam'>) =>
  // A path of its own is not in the folders that were listed.
  module.endsWith('.so') && !text.includes(`/${module}`) && !modules.includes(module)

/** Whether a module that cannot be loaded spoils the stack: PAM takes its answer for `module_unknown`. */
function counts({ control }: PamLine): boolean {
  if (control === 'required' || control === 'requisite') return true
  const [, action] = /\bmodule_unknown=(\w+)/.exec(control) ?? /\bdefault=(\w+)/.exec(control) ?? []
  return action === 'bad' || action === 'die'
}
