import type { LabHost } from './host.ts'
import { attemptLogin } from './person.ts'

/** Whether the person gets in now, and would after a boot: what masks or disables sshd again does not stop it. */
export const CAME_UP_ENABLED = async (host: LabHost): Promise<boolean> =>
  (await attemptLogin(host, { port: 22 })).code === 0 && (await host.tryExec('systemctl is-enabled -q ssh')).code === 0
