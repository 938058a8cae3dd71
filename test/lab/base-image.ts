import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.ts'
import { CACHE, type Suite } from './places.ts'
import { must } from './sh.ts'

const PACKAGES =
  'systemd,systemd-sysv,dbus,libpam-systemd,openssh-server,fail2ban,python3-systemd,iproute2,iptables,nftables,ufw,firewalld,ipset,sudo,procps,rsyslog,libwrap0,sshguard,knockd,socat,iputils-ping'

/** What every host has in common, done once. Services that a scenario may want are installed and off. */
const PREPARE = `
for user in medic deploy; do useradd --create-home --shell /bin/bash "$user"; done
echo 'medic ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/medic; chmod 440 /etc/sudoers.d/medic
systemctl disable firewalld.service fail2ban.service sshguard.service knockd.service
rm -f /etc/systemd/system/timers.target.wants/* /etc/systemd/system/*.wants/e2scrub_reap.service
rm -f /etc/ssh/ssh_host_*
cat >/etc/fail2ban/jail.d/lab.conf <<'END'
[DEFAULT]
backend = systemd
banaction = nftables-multiport
banaction_allports = nftables-allports
[sshd]
enabled = false
END
apt-get clean
touch /etc/.updated /var/.updated
`

/** The root file system that hosts of a suite lie over. Built when it is missing: about a minute. */
export async function baseImage(suite: Suite): Promise<string> {
  const image = imagePath(suite)
  if (existsSync(image)) return image
  await withLock(join(CACHE, `${suite}.lock`), async () => {
    if (existsSync(image)) return // another process has built it meanwhile
    console.error(`lab: building the base image of ${suite} (about a minute, once)`)
    // Half-built images keep their temporary name, so a crash never leaves one that looks done.
    const building = mkdtempSync(join(CACHE, `building-${suite}-`))
    const root = join(building, 'root')
    mkdirSync(root)
    await debootstrap(suite, root)
    await prepare(root)
    renameSync(root, image)
    await must(['rm', '-rf', '--one-file-system', building])
  })
  return image
}

function imagePath(suite: Suite): string {
  const recipe = createHash('sha256').update(PACKAGES).update(PREPARE).digest('hex').slice(0, 12)
  return join(CACHE, `${suite}-${recipe}`)
}

async function debootstrap(suite: Suite, root: string): Promise<void> {
  const mirror = process.env.SSH_MEDIC_LAB_MIRROR
  // Without a mirror debootstrap takes its own default.
  const source = mirror === undefined ? [] : [mirror]
  await must(['debootstrap', '--variant=minbase', `--include=${PACKAGES}`, suite, root, ...source], {
    timeoutMs: 1_200_000,
  })
}

/** Makes a fresh debootstrap tree into a base image. */
async function prepare(root: string): Promise<void> {
  await must(['chroot', root, 'bash', '-euo', 'pipefail', '-c', PREPARE])
}
