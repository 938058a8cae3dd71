import type { InsideName } from '../domain/observation.ts'
import { account } from './account.ts'
import { fail2ban } from './fail2ban.ts'
import { firewall } from './firewall.ts'
import { identity } from './identity.ts'
import { listeners } from './listeners.ts'
import { resources } from './resources.ts'
import type { Section } from './section.ts'
import { sessions } from './sessions.ts'
import { sshdConfig } from './sshd-config.ts'
import { sshdLog } from './sshd-log.ts'
import { sshdProcess } from './sshd-process.ts'
import { tcpWrappers } from './tcp-wrappers.ts'
import { ufw } from './ufw.ts'
import { units } from './units.ts'

/** Every section, in the order that its observation is reported. A section that is missing here does not compile. */
export const sections: { [K in InsideName]: Section<K> } = {
  identity,
  listeners,
  units,
  'sshd-process': sshdProcess,
  'sshd-config': sshdConfig,
  'sshd-log': sshdLog,
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
  ['ufw'],
  ['fail2ban'],
]
