import type { InsideName } from '../domain/observation.ts'
import type { Section } from './section.ts'
import { account } from './sections/account.ts'
import { fail2ban } from './sections/fail2ban.ts'
import { firewall } from './sections/firewall.ts'
import { hostKeys } from './sections/host-keys.ts'
import { identity } from './sections/identity.ts'
import { listeners } from './sections/listeners.ts'
import { resources } from './sections/resources.ts'
import { sessions } from './sections/sessions.ts'
import { sshdConfig } from './sections/sshd-config.ts'
import { sshdLog } from './sections/sshd-log.ts'
import { sshdProcess } from './sections/sshd-process.ts'
import { tcpWrappers } from './sections/tcp-wrappers.ts'
import { ufw } from './sections/ufw.ts'
import { units } from './sections/units.ts'

/** Every section, in the order that its observation is reported. A section that is missing here does not compile. */
export const sections: { [K in InsideName]: Section<K> } = {
  identity,
  listeners,
  units,
  'sshd-process': sshdProcess,
  'sshd-config': sshdConfig,
  'sshd-log': sshdLog,
  'host-keys': hostKeys,
  fail2ban,
  ufw,
  firewall,
  'tcp-wrappers': tcpWrappers,
  account,
  sessions,
  resources,
}

/**
 * Sections that run beside each other: a lane waits for nobody, and its output follows that of the lane before. The last
 * lanes are those whose tools take a Python start.
 */
export const lanes: readonly (readonly InsideName[])[] = [
  ['identity', 'listeners', 'units', 'sshd-process', 'tcp-wrappers', 'account', 'sessions', 'resources'],
  ['sshd-config', 'sshd-log', 'firewall'],
  ['ufw', 'host-keys'],
  ['fail2ban'],
]
