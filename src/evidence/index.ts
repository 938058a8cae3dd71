import type { InsideName } from '../domain/observation.ts'
import type { Section } from './section.ts'
import { account } from './sections/account.ts'
import { accountState } from './sections/account-state.ts'
import { addresses } from './sections/addresses.ts'
import { directory } from './sections/directory.ts'
import { fail2ban } from './sections/fail2ban.ts'
import { firewall } from './sections/firewall.ts'
import { front } from './sections/front.ts'
import { guards } from './sections/guards.ts'
import { home } from './sections/home.ts'
import { hostKeys } from './sections/host-keys.ts'
import { identity } from './sections/identity.ts'
import { kernelLog } from './sections/kernel-log.ts'
import { knocking } from './sections/knocking.ts'
import { listeners } from './sections/listeners.ts'
import { network } from './sections/network.ts'
import { pam } from './sections/pam.ts'
import { resources } from './sections/resources.ts'
import { serverFiles } from './sections/server-files.ts'
import { sessionSetup } from './sections/session-setup.ts'
import { sessions } from './sections/sessions.ts'
import { sshdConfig } from './sections/sshd-config.ts'
import { sshdLog } from './sections/sshd-log.ts'
import { sshdPackage } from './sections/sshd-package.ts'
import { sshdProcess } from './sections/sshd-process.ts'
import { tcpWrappers } from './sections/tcp-wrappers.ts'
import { ufw } from './sections/ufw.ts'
import { unitHistory } from './sections/unit-history.ts'
import { units } from './sections/units.ts'
import { userKeys } from './sections/user-keys.ts'

/** Every section, in the order that its observation is reported. A section that is missing here does not compile. */
export const sections: { [K in InsideName]: Section<K> } = {
  identity,
  addresses,
  listeners,
  units,
  'unit-history': unitHistory,
  'sshd-package': sshdPackage,
  'server-files': serverFiles,
  'sshd-process': sshdProcess,
  'sshd-config': sshdConfig,
  'sshd-log': sshdLog,
  'host-keys': hostKeys,
  knocking,
  front,
  fail2ban,
  ufw,
  firewall,
  'tcp-wrappers': tcpWrappers,
  account,
  'account-state': accountState,
  pam,
  directory,
  'user-keys': userKeys,
  home,
  sessions,
  'session-setup': sessionSetup,
  resources,
  'kernel-log': kernelLog,
  guards,
  network,
}

/**
 * Sections that run beside each other: a lane waits for nobody, and its output follows that of the lane before. The last
 * lanes are those whose tools take a Python start.
 */
export const lanes: readonly (readonly InsideName[])[] = [
  ['identity', 'addresses', 'listeners', 'units', 'sshd-process', 'tcp-wrappers', 'account', 'sessions', 'resources'],
  // sshd is asked once for these three, and once for the other two.
  ['sshd-config', 'session-setup', 'user-keys'],
  ['server-files', 'host-keys'],
  ['sshd-log', 'firewall'],
  ['kernel-log', 'guards'],
  ['unit-history', 'sshd-package'],
  ['ufw', 'knocking', 'front'],
  ['account-state', 'pam'],
  ['network'],
  ['directory', 'home'],
  ['fail2ban'],
]
