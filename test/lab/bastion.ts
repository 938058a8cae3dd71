import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.ts'
import {
  address6Of,
  BASTION,
  BASTION_ADDRESS,
  CLIENT,
  CLIENT6,
  folderOf,
  LOCK,
  makeShared,
  OTHER_CLIENT,
  SHARED,
} from './places.ts'
import { run, script } from './sh.ts'

const READY = join(SHARED, 'bastion-ready')
const CLAIMS = join(SHARED, 'numbers')
const NETNS_FILES = `/etc/netns/${BASTION}`
const FIRST = 10
const LAST = 250

/** Numbers its hosts, and makes the bastion when this is the first one. A number gives a host its addresses. */
export function claimNumber(name: string): Promise<number> {
  return withLock(LOCK, async () => {
    makeShared()
    await makeBastion()
    const number = nextNumber()
    writeFileSync(join(CLAIMS, String(number)), name, { flag: 'wx' })
    return number
  })
}

export function releaseNumber(number: number): void {
  rmSync(join(CLAIMS, String(number)), { force: true })
}

/** Takes the bastion down when no host is left. */
export function removeIdleBastion(): Promise<void> {
  return withLock(LOCK, async () => {
    forgetLostClaims()
    if (numbersTaken().length === 0) await removeBastion()
  })
}

/** A host has its folder before it claims a number: a claim without one is of a run that was killed while it took the host down. */
function forgetLostClaims(): void {
  const lost = numbersTaken().filter(
    (number) => !existsSync(folderOf(readFileSync(join(CLAIMS, String(number)), 'utf8'))),
  )
  for (const number of lost) releaseNumber(number)
}

function numbersTaken(): number[] {
  return existsSync(CLAIMS) ? readdirSync(CLAIMS).map(Number) : []
}

/** Goes round rather than taking the lowest: what somebody remembers of an address must not meet its next owner at once. */
function nextNumber(): number {
  mkdirSync(CLAIMS, { recursive: true })
  const taken = new Set(numbersTaken())
  const count = LAST - FIRST + 1
  const start = Math.floor(Date.now() / 1_000) % count
  const found = Array.from({ length: count }, (_, i) => FIRST + ((start + i) % count)).find((n) => !taken.has(n))
  if (found === undefined) throw new Error('every address of the lab is taken: npm run lab -- down')
  return found
}

async function makeBastion(): Promise<void> {
  if (existsSync(READY) && existsSync(`/run/netns/${BASTION}`)) return
  await removeBastion()
  // Names: this file only, and nobody to ask. What it does not hold does not exist, and no packet leaves.
  mkdirSync(NETNS_FILES, { recursive: true })
  writeFileSync(join(NETNS_FILES, 'hosts'), `127.0.0.1 localhost\n::1 localhost\n${BASTION_ADDRESS} bastion-lab\n`)
  writeFileSync(join(NETNS_FILES, 'resolv.conf'), '# no name server: the lab asks nobody\n')
  writeFileSync(join(NETNS_FILES, 'nsswitch.conf'), 'passwd: files\ngroup: files\nshadow: files\nhosts: files\n')
  await script(`
    ip netns add ${BASTION}
    ip -n ${BASTION} link set lo up
    ip -n ${BASTION} address add ${CLIENT}/32 dev lo
    ip -n ${BASTION} address add ${OTHER_CLIENT}/32 dev lo
    ip -n ${BASTION} address add ${CLIENT6}/128 dev lo nodad
    # An address of its own: else it takes the lowest of its ports, and changes it under hosts that talk to it as others come.
    # No snooping: without a querier it forgets who listens, and IPv6 neighbours are asked for by multicast.
    ip -n ${BASTION} link add br0 address 02:77:00:00:00:01 type bridge forward_delay 0 mcast_snooping 0
    ip -n ${BASTION} address add ${BASTION_ADDRESS}/24 dev br0
    ip -n ${BASTION} address add ${address6Of(1)}/64 dev br0 nodad
    ip -n ${BASTION} link set br0 up
    # A question for a host's MAC address must not come from a client's address.
    ip netns exec ${BASTION} sysctl -qw net.ipv4.conf.all.arp_announce=2`)
  writeFileSync(READY, '')
}

async function removeBastion(): Promise<void> {
  rmSync(READY, { force: true })
  if (existsSync(`/run/netns/${BASTION}`)) await run(['ip', 'netns', 'delete', BASTION])
  rmSync(NETNS_FILES, { recursive: true, force: true })
}
