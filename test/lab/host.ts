import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { claimNumber } from './bastion.ts'
import { makeGroups } from './control-groups.ts'
import { address6Of, addressOf, BASTION, folderOf, netnsOf, type Suite } from './places.ts'
import { childrenOf, identify, isInit, killAndWait, listensOn } from './processes.ts'
import { writeProductFiles } from './product-files.ts'
import { makeRootFs } from './root-fs.ts'
import { connectThroughRouter, type RouterOptions } from './router.ts'
import { type Ran, type RunOptions, run, script, sleep } from './sh.ts'
import { forgetHost, register, removeHost } from './standing.ts'

const BOOT_TIMEOUT_MS = 90_000
const LOOK_EVERY_MS = 50
/** The name in the inventory, and the hostname inside. Recordings say the same name whatever this run calls the machine. */
export const INVENTORY_NAME = 'web-01'

export interface HostOptions {
  /** Unique among the hosts that are up. */
  name: string
  suite?: Suite
  /** Files to put in before the boot, by path without the leading slash. */
  files?: Record<string, string>
  /** Where sshd listens when the boot is done: 22. */
  sshPort?: number
  /** What the inventory says instead of the host's IPv4 address. */
  inventoryAddress?: string
  /** The inventory says the host's address of this family. */
  inventoryFamily?: 4 | 6
  /** Who the inventory logs in as, and where, when it is not medic at sshd's port. */
  inventoryUser?: string
  inventoryPort?: number
  /** Only reserve the address and write the files: nobody answers there. */
  absent?: boolean
  /** Only its network: no machine boots there, but programs can be run in it. */
  networkOnly?: boolean
  /** A router between the bastion and the host; without it both share a link. */
  router?: RouterOptions
  /** Run at once after the boot, before the host counts as ready. */
  setup?: string
}

export interface LabHost {
  name: string
  address: string
  address6: string
  port: number
  /** Holds the product's configuration, known_hosts, and its state. */
  folder: string
  config: string
  bootMs: number
  /** Runs bash as root inside the host; throws when a line of it fails. */
  exec: (text: string, options?: RunOptions) => Promise<string>
  /** Like `exec`, and tells a failure instead of throwing. */
  tryExec: (text: string, options?: RunOptions) => Promise<Ran>
  /** Off and on again, with the same disk. Ready when the boot is over, whether sshd came up or not. */
  reboot: () => Promise<void>
  stop: () => Promise<void>
}

/** Boots one real Debian host in a network namespace of its own, connected to the bastion. */
export async function bootHost(options: HostOptions): Promise<LabHost> {
  const { name, suite = 'bookworm', sshPort = 22 } = options
  if (!/^[a-z0-9][a-z0-9-]{0,55}$/.test(name)) throw new Error(`${name} is not a host name for the lab: a-z 0-9 -`)
  if (existsSync(folderOf(name))) throw new Error(`a host ${name} is up already: npm run lab -- down ${name}`)
  const startedMs = performance.now()
  const folder = folderOf(name)
  mkdirSync(folder, { recursive: true })
  const number = await claimNumber(name)
  register({ name, number, owner: identify(process.pid) })
  try {
    const isMachine = !options.absent && !options.networkOnly
    const leader = isMachine ? await bring(options, number, suite, sshPort) : undefined
    if (options.networkOnly) await connect(name, number)
    if (!isMachine)
      writeProductFiles({ folder, address: addressOf(number), port: sshPort, keys: [], ...naming(options, number) })
    const host = hostOf({ name, number, port: sshPort, bootMs: performance.now() - startedMs }, leader)
    // Until the boot is over, units come and go; what is seen then would differ from run to run.
    if (leader) await host.tryExec('systemctl is-system-running --wait', { timeoutMs: BOOT_TIMEOUT_MS })
    if (options.setup) await host.exec(options.setup)
    return { ...host, bootMs: performance.now() - startedMs }
  } catch (error) {
    await removeHost(name)
    throw error
  }
}

function naming({ inventoryAddress, inventoryFamily, inventoryUser, inventoryPort }: HostOptions, number: number) {
  const address = inventoryFamily === 6 ? address6Of(number) : inventoryAddress
  return {
    ...(address && { inventoryAddress: address }),
    ...(inventoryUser && { inventoryUser }),
    ...(inventoryPort && { inventoryPort }),
  }
}

async function bring(options: HostOptions, number: number, suite: Suite, port: number): Promise<number> {
  const { name, files = {}, router } = options
  const folder = folderOf(name)
  const rootFs = makeRootFs({ folder, suite, hostname: INVENTORY_NAME, files })
  const cables = router ? connectThroughRouter(name, number, router) : connect(name, number)
  const [keys] = await Promise.all([rootFs, cables])
  writeProductFiles({ folder, address: addressOf(number), port, keys, ...naming(options, number) })
  startMachine(name, folder)
  return untilReady(name, port)
}

/** A cable from the host to the bastion's bridge. Both ends are born inside the namespaces. */
const connect = (name: string, number: number) => {
  const netns = netnsOf(name)
  return script(`
    ip netns add ${netns}
    ip link add host${number} netns ${BASTION} type veth peer name eth0 netns ${netns}
    ip -n ${BASTION} link set host${number} master br0 up
    ip -n ${netns} -batch - <<END
link set eth0 address 02:77:00:00:00:${number.toString(16).padStart(2, '0')}
link set lo up
address add ${addressOf(number)}/24 dev eth0
address add ${address6Of(number)}/64 dev eth0 nodad
link set eth0 up
route add default via ${addressOf(1)}
route add default via ${address6Of(1)}
END`)
}

function startMachine(name: string, folder: string): void {
  mkdirSync('/run/systemd/inaccessible', { recursive: true })
  writeFileSync('/run/systemd/inaccessible/reg', '', { flag: 'a' })
  const console = openSync(join(folder, 'console.log'), 'a')
  const legacy = 'SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1' // lets systemd 257 boot on cgroup v1
  const nspawn = [
    ...[
      'systemd-nspawn',
      '-D',
      join(folder, 'disk/root'),
      '--register=no',
      '--keep-unit',
      '--boot',
      '--console=pipe',
      '--resolv-conf=off',
    ],
    ...[`--machine=${name}`, `--hostname=${INVENTORY_NAME}`, `--network-namespace-path=/run/netns/${netnsOf(name)}`],
    ...['--capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_SYS_RESOURCE', `--setenv=${legacy}`],
  ]
  // The shell writes its own number before it becomes nspawn: there is no moment at which a crash of ours loses it.
  const become = 'echo $$ >"$0"; for group in $GROUPS; do echo $$ >"$group/cgroup.procs"; done; exec "$@"'
  const child = spawn('sh', ['-c', become, join(folder, 'nspawn.pid'), ...nspawn], {
    env: { PATH: process.env.PATH, GROUPS: makeGroups(name).join(' '), SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE: '1' },
    stdio: ['ignore', console, console],
    detached: true,
  })
  child.unref()
}

/** As a power cut would: what was not on disk is gone. The cable stays in. */
async function restartMachine(name: string): Promise<number> {
  const before = leaderOf(name)
  const id = before === undefined ? undefined : identify(before)
  if (id) await killAndWait(id)
  // Its parent lets go of the disk before the next one takes it.
  const nspawn = identify(nspawnOf(name))
  if (nspawn) await killAndWait(nspawn)
  startMachine(name, folderOf(name))
  return untilReady(name)
}

/** Waits until people may log in, and where a port is given until sshd listens on it. Only looks: a connection would count against the bastion. */
async function untilReady(name: string, port?: number): Promise<number> {
  const deadline = Date.now() + BOOT_TIMEOUT_MS
  while (Date.now() < deadline) {
    const leader = leaderOf(name)
    if (leader && isUp(leader, port)) {
      register({ name, leader: identify(leader) })
      return leader
    }
    await sleep(LOOK_EVERY_MS)
  }
  const log = readFileSync(join(folderOf(name), 'console.log'), 'utf8').slice(-1_500)
  throw new Error(`${name} did not come up within ${BOOT_TIMEOUT_MS / 1_000} s:\n${log}`)
}

function isUp(leader: number, port: number | undefined): boolean {
  const root = `/proc/${leader}/root`
  // Its manager makes the folder of system units' runtime state early, and /run/nologin goes late.
  const mayLogIn = existsSync(`${root}/run/systemd/private`) && !existsSync(`${root}/run/nologin`)
  return mayLogIn && (port === undefined || listensOn(leader, port))
}

const nspawnOf = (name: string): number => {
  const file = join(folderOf(name), 'nspawn.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
}

/** The host's process 1, as this machine numbers it. */
function leaderOf(name: string): number | undefined {
  const nspawn = nspawnOf(name)
  return nspawn > 0 ? childrenOf(nspawn).find(isInit) : undefined
}

function hostOf(
  { name, number, port, bootMs }: { name: string; number: number; port: number; bootMs: number },
  booted: number | undefined,
): LabHost {
  const folder = folderOf(name)
  let leader = booted
  const tryExec = (text: string, options?: RunOptions) => {
    if (leader === undefined) throw new Error(`${name} is absent: nothing runs there`)
    return run([...inside(leader), 'bash', '-euo', 'pipefail', '-c', text], options)
  }
  return {
    ...{ name, port, folder, bootMs, tryExec },
    address: addressOf(number),
    address6: address6Of(number),
    config: join(folder, 'ssh-medic.yml'),
    exec: async (text, options) => {
      const { code, stdout, stderr } = await tryExec(text, options)
      if (code !== 0) throw new Error(`inside ${name}, exit ${code}: ${text.trim()}\n${stderr}${stdout}`)
      return stdout
    },
    reboot: async () => {
      leader = await restartMachine(name)
      await tryExec('systemctl is-system-running --wait', { timeoutMs: BOOT_TIMEOUT_MS })
    },
    stop: async () => {
      await removeHost(name)
      forgetHost(name)
    },
  }
}

const inside = (leader: number): string[] => [
  ...['nsenter', '-t', String(leader), '-a', 'env', '-i', 'HOME=/root', 'LANG=C.UTF-8'],
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
]
