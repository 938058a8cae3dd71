import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** All that lives while hosts run. Each host has a folder of its own in it. */
export const RUN = '/run/ssh-medic-lab'
/** What hosts share. The dot keeps it apart from hosts: no host name starts with one. */
export const SHARED = join(RUN, '.lab')
export const CACHE = '/var/cache/ssh-medic-lab'
export const LOCK = join(SHARED, 'lock')

export const BASTION = 'ssh-medic-bastion'
export const BASTION_ADDRESS = '10.77.0.1'
/** The locked-out person of most scenarios. */
export const CLIENT = '203.0.113.7'
/** Another person. */
export const OTHER_CLIENT = '198.51.100.9'
export const CLIENT6 = '2001:db8:113::7'

/** No host of the lab ever has this address: their numbers end before it. */
export const NOBODY = '10.77.0.253'

export const addressOf = (number: number): string => `10.77.0.${number}`
/** The number of a host, by its IPv4 address. */
export const numberOf = (address: string): number => Number(address.split('.').at(-1))
export const address6Of = (number: number): string => `fd77::${number}`
export const netnsOf = (name: string): string => `lab-${name}`
/** The host's router, where there is one between the bastion and it. */
export const routerNetnsOf = (name: string): string => `lab-router-${name}`
export const routerAddressOf = (number: number): string => `10.76.0.${number}`
export const folderOf = (name: string): string => join(RUN, name)

export type Suite = 'bookworm' | 'trixie'
export const SUITES: readonly Suite[] = ['bookworm', 'trixie']

export function makeShared(): void {
  mkdirSync(SHARED, { recursive: true })
}
