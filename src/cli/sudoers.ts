import { inventoryOf } from '../config/inventory.ts'
import { loadConfig } from '../config/load.ts'
import { EVIDENCE_ALIASES, evidenceGrants } from '../evidence/sudoers.ts'
import type { Remedy } from '../remedies/define.ts'
import { remedies } from '../remedies/index.ts'
import { aliasLine, aliasOf } from '../remedies/sudoers.ts'
import { EXIT, Stop } from './exit.ts'
import { knownRemedies } from './known-remedy.ts'
import { userOf } from './target.ts'

interface Options {
  user?: string
  remedies?: string
  config?: string
}

const HEADER = `# What the login of ssh-medic needs as root, and no more. Needs sudo 1.9.10 or newer (Debian 12, Ubuntu 24.04, Red Hat 9).
# On a host: visudo -cf medic.sudoers && install -m 440 medic.sudoers /etc/sudoers.d/medic
# and, for the logs: usermod -aG adm,systemd-journal medic
`

/** `ssh-medic sudoers`: the drop-in for a host's /etc/sudoers.d. Returns the exit status. */
export async function sudoers(options: Options): Promise<number> {
  const chosen = options.remedies === undefined ? remedies : knownRemedies(options.remedies)
  process.stdout.write(dropIn(options.user === undefined ? loginOf(options) : checked(options.user), chosen))
  return EXIT.ok
}

/** The file for one login. */
export function dropIn(login: string, chosen: readonly Remedy[]): string {
  const fixes = chosen.filter(({ grants }) => grants.length > 0)
  const aliases = [...EVIDENCE_ALIASES, ...fixes.map(aliasOf)]
  const mend =
    fixes.length === 0 ? [] : ['# One alias a remedy: leave out what ssh-medic shall not do.', ...fixes.map(aliasLine)]
  const grant = `${login} ALL = (root) NOPASSWD: \\\n    ${aliases.join(', \\\n    ')}`
  return `${[HEADER.trim().replaceAll(' medic\n', ` ${login}\n`), evidenceGrants, ...mend, grant].join('\n')}\n`
}

function checked(user: string): string {
  return userOf(user) ?? user
}

/** The one login that all hosts of the inventory share. */
function loginOf({ config }: Options): string {
  const users = [...new Set(inventoryOf(loadConfig(config)).map(({ user }) => user ?? ''))].filter(Boolean)
  const [user] = users
  if (user !== undefined && users.length === 1) return user
  const which =
    users.length === 0 ? 'no host of the inventory names its user' : `the inventory has several: ${users.join(', ')}`
  throw new Stop(EXIT.usage, `${which}; say whose file it is: --user medic`)
}
