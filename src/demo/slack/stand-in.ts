import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { type AppDefinition, NO_APP } from './app-definition.ts'
import { type Deliver, httpDelivery, socketDelivery } from './delivery.ts'
import { createFaults, type Faults } from './faults.ts'
import { createHands, type Hands } from './hands.ts'
import { createRateLimits } from './rate-limits.ts'
import { createTickets, type Tickets } from './tickets.ts'
import { webApi } from './web-api.ts'
import { APP_ID, type Channel, createWorkspace, type Person, type UserGroup, type Workspace } from './workspace.ts'

export interface StandInOptions {
  people: Person[]
  channels: Channel[]
  groups?: UserGroup[]
  tokens: { bot: string; app: string }
  scopes: string[]
  /** What the app's manifest announces besides its command; nothing by default. */
  app?: AppDefinition
  now?: () => number
  /** Delivers by signed HTTP; without it by Socket Mode. */
  http?: { requestUrl: string; signingSecret: string }
}

/** A local Slack that refuses what the real one refuses: for the demo and for tests. */
export interface StandIn extends Hands {
  /** For the bot's `slack.apiUrl`. */
  apiUrl: string
  workspace: Workspace
  /** What the app announces, as people see it in menus. */
  app: AppDefinition
  /** For trigger ids without somebody's hands. */
  tickets: Tickets
  faults: Faults
  /** Open sockets of the app. */
  connections: () => number
  /** Breaks every socket of the app, as a restart of Slack's does. */
  dropSockets: () => void
  /** Asks the app to replace its sockets. */
  refreshSockets: () => void
  close(): Promise<void>
}

export async function startSlackStandIn(options: StandInOptions): Promise<StandIn> {
  const { now = Date.now, tokens, scopes, app: definition = NO_APP } = options
  const workspace = createWorkspace({
    people: options.people,
    channels: options.channels,
    ...(options.groups && { groups: options.groups }),
    now,
  })
  const tickets = createTickets(now)
  const faults = createFaults()
  const sockets = socketDelivery(APP_ID)
  let origin = ''
  const socketTickets = new Set<string>()
  const socketUrl = () => {
    const ticket = randomUUID()
    socketTickets.add(ticket)
    return `${origin.replace('http', 'ws')}/socket?ticket=${ticket}`
  }
  const urlOfUpload = (id: string) => `${origin}/upload/${id}`
  const rates = createRateLimits(now)
  const app = webApi({ workspace, tickets, faults, rates, tokens, scopes, socketUrl, urlOfUpload })

  const server = await listening(app.fetch)
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const verifyClient = ({ req }: { req: IncomingMessage }) => socketTickets.delete(req.url?.split('ticket=')[1] ?? '')
  const upgrades = new WebSocketServer({ server, path: '/socket', verifyClient })
  upgrades.on('connection', sockets.accept)

  const { http } = options
  const deliver: Deliver = http ? httpDelivery(http.requestUrl, http.signingSecret, now) : sockets.deliver
  const responseUrl = (id: string) => `${origin}/response/${id}`
  return {
    ...createHands({ workspace, tickets, deliver, responseUrl, app: definition }),
    ...{ apiUrl: `${origin}/api/`, workspace, tickets, app: definition, faults, connections: sockets.connections },
    ...{ dropSockets: sockets.dropAll, refreshSockets: sockets.refreshAll },
    close: async () => {
      sockets.dropAll()
      upgrades.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listening(fetch: Parameters<typeof serve>[0]['fetch']): Promise<Server> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(server as Server))
  })
}
