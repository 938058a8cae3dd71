import { existsSync } from 'node:fs'
import { must } from './sh.ts'

const PACKAGES: Record<string, string> = {
  '/usr/sbin/debootstrap': 'debootstrap',
  '/usr/bin/systemd-nspawn': 'systemd-container',
  '/usr/sbin/ip': 'iproute2',
  '/usr/sbin/nft': 'nftables',
  '/usr/sbin/iptables': 'iptables',
  '/usr/sbin/ipset': 'ipset',
  '/usr/bin/ssh': 'openssh-client',
}

/** Ends with an instruction when this machine cannot hold a lab. */
export function requireRootOnLinux(): void {
  if (process.platform !== 'linux')
    throw new Error('the lab needs Linux (network namespaces, systemd-nspawn): run it on a Linux machine or VM')
  if (process.getuid?.() !== 0) throw new Error('the lab needs root (namespaces, mounts): sudo npm run lab')
}

/** Installs what is missing; asks nothing and does nothing when all is there. */
export async function installPrerequisites(): Promise<void> {
  const missing = Object.entries(PACKAGES).flatMap(([file, name]) => (existsSync(file) ? [] : [name]))
  if (missing.length === 0) return
  console.error(`lab: installing ${missing.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await must(['apt-get', 'update', '-q'], { env, timeoutMs: 300_000 })
  await must(['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...missing], { env, timeoutMs: 600_000 })
}
