import type { Logger } from 'pino'
import type { Config, Host } from '../config/schema.ts'
import type { Desk } from '../queue/desk.ts'
import type { People } from './people.ts'

/** What every listener works with. */
export interface BotContext {
  config: Config
  hosts: readonly Host[]
  desk: Desk
  people: People
  /** The workspace that the app is installed in. */
  teamId: string
  /** The bot's name there, as it is invited. */
  botName: string
  /** Its id, as it is mentioned. */
  botUserId: string | undefined
  /** The workspace’s own address, which links to messages begin with. */
  workspaceUrl: string | undefined
  log: Logger
}
