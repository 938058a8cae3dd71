import { type Channel, type Person, TEAM } from './slack/workspace.ts'

/** May check and fix. */
export const ANA: Person = { id: 'U0ANA', name: 'Ana', teamId: TEAM.id }
/** May check and fix, too. */
export const CARA: Person = { id: 'U0CARA', name: 'Cara', teamId: TEAM.id }
/** May check only. */
export const BEN: Person = { id: 'U0BEN', name: 'Ben', teamId: TEAM.id }
/** A guest of the workspace. */
const GUS: Person = { id: 'U0GUS', name: 'Gus (guest)', teamId: TEAM.id, guest: true }
/** Somebody of another company, in a shared channel. */
const EVE: Person = { id: 'U0EVE', name: 'Eve (other company)', teamId: 'T0OTHER', stranger: true }

export const PEOPLE = [ANA, CARA, BEN, GUS, EVE]

/** The address that cannot connect. */
export const CLIENT = '203.0.113.7'

export const OPS = 'C0OPS'
/** Where the watch tells its alerts. */
export const ALERTS = 'C0ALERTS'
export const CHANNELS: Channel[] = [
  { id: OPS, name: 'ops', botIsIn: true },
  { id: ALERTS, name: 'alerts', botIsIn: true },
  { id: 'C0SHARED', name: 'with-partner', botIsIn: true, sharedWithOthers: true },
  { id: 'C0RANDOM', name: 'random', botIsIn: false },
]
