import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PIDS, pidsGroupOf } from './control-groups.ts'
import type { LabHost } from './host.ts'
import { childrenOf } from './processes.ts'
import { must } from './sh.ts'

/** Lets sshd and what it starts be so many tasks at most. systemd inside cannot: on a hybrid cgroup tree it has no controllers. */
export async function limitTasks(host: LabHost, tasks: number): Promise<void> {
  if (!existsSync(PIDS)) throw new Error(`${PIDS} is missing: the lab limits tasks by the pids controller of cgroup v1`)
  const group = pidsGroupOf(host.name)
  mkdirSync(group, { recursive: true })
  writeFileSync(join(group, 'cgroup.procs'), String(listenerOf(host)))
  writeFileSync(join(group, 'pids.max'), String(tasks))
}

/** The listener, as this machine numbers it. */
function listenerOf(host: LabHost): number {
  const [leader = 0] = childrenOf(Number(readFileSync(join(host.folder, 'nspawn.pid'), 'utf8')))
  const listener = childrenOf(leader).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('[listener]'))
  if (listener === undefined) throw new Error(`${host.name} has no sshd that listens`)
  return listener
}

/** Puts a home on a disk of its own, which then loses its data: reading the keys ends in an input/output error. */
export async function failDiskOfHome(host: LabHost, user: string): Promise<void> {
  await host.exec('truncate -s 64M /srv/home.img')
  await must(['mkfs.ext4', '-q', '-O', '^has_journal', join(host.folder, 'disk/root/srv/home.img')])
  await host.exec(`
    cp -a /home/${user} /srv/home
    [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
    for number in 0 1 2 3 4 5 6 7; do [ -e /dev/loop$number ] || mknod /dev/loop$number b 7 $number; done
    mount -o loop,errors=continue /srv/home.img /home/${user}
    cp -a /srv/home/. /home/${user}/; chown ${user}: /home/${user}
    umount /home/${user}
    mount -o loop,errors=continue /srv/home.img /home/${user}
    truncate -s 256K /srv/home.img`)
}
