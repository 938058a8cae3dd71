import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabHost } from './host.ts'
import { IDENTITY } from './root-fs.ts'
import { changeBastion } from './vantage.ts'

/** Where the jump host's sshd is: another address, on the lab's host, so that both come and go together. */
const jumpAddressOf = ({ address }: Pick<LabHost, 'address'>): string => address.replace(/^10\.77\.0\./, '172.31.77.')

/** Makes a jump host of its own keys and settings, and lets the inventory's host be reached through it. */
export async function addJumpHost(host: LabHost, sshdOptions: readonly string[] = []): Promise<void> {
  const { exec, folder, config, address } = host
  const at = jumpAddressOf(host)
  const options = [`ListenAddress=${at}`, 'HostKey=/root/jump_key', 'PidFile=none', 'UsePAM=yes', ...sshdOptions]
  const key = await exec(`
    ip address add ${at}/32 dev lo
    echo 'ListenAddress ${address}' >/etc/ssh/sshd_config.d/address.conf
    systemctl restart ssh
    ssh-keygen -q -t ed25519 -N '' -f /root/jump_key
    systemd-run -q --unit=jump-host /usr/sbin/sshd -D -f /dev/null ${options.map((one) => `-o '${one}'`).join(' ')}
    for _ in $(seq 50); do ss -Hltn | grep -q '${at}:22 ' && break; sleep 0.1; done
    cut -d ' ' -f 1,2 /root/jump_key.pub`)
  appendFileSync(join(folder, 'known_hosts'), `${at} ${key}`)
  await changeBastion(folder, `ip route add ${at} via ${address}`, `ip route del ${at} via ${address}`)
  nameJump(config, at)
}

/** Writes the jump host into the product's inventory. */
function nameJump(config: string, at: string): void {
  const text = readFileSync(config, 'utf8').replace(/^( {2}web-01: \{)/m, '$1jump: [jump-01], ')
  writeFileSync(config, `${text}  jump-01: {address: ${at}, user: medic, identityFile: ${IDENTITY}}\n`)
}

/** What `ssh -J` does, with the lab's key and known_hosts for the jump host as well. */
export const proxyCommand = (host: LabHost): string =>
  `ssh -F none -i ${IDENTITY} -o BatchMode=yes -o IdentitiesOnly=yes -o UserKnownHostsFile=${join(host.folder, 'known_hosts')} -W %h:%p medic@${jumpAddressOf(host)}`
