import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabHost } from './host.ts'

/** An authority signs the host's key for a time, as ssh-keygen -V writes it. Returns the line that trusts the authority. */
export async function certify(host: LabHost, validity: string): Promise<string> {
  await host.exec(`
    ssh-keygen -q -t ed25519 -N '' -C authority -f /root/authority
    ssh-keygen -q -s /root/authority -h -I web-01 -n web-01,${host.address} -V '${validity}' /etc/ssh/ssh_host_ed25519_key.pub
    echo 'HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub' >/etc/ssh/sshd_config.d/certificate.conf
    systemctl restart ssh`)
  return `@cert-authority * ${(await host.exec('cat /root/authority.pub')).trim()}\n`
}

/** From now on nobody has the host's own keys on record, only its authority. */
export const trustOnly = (host: LabHost, authority: string): void =>
  writeFileSync(join(host.folder, 'known_hosts'), authority)
