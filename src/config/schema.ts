import { z } from 'zod'
import { digestSchema, metricsSchema, webhookSchema } from './outward.ts'
import { policySchema } from './policy.ts'
import { watchSchema } from './watch.ts'

const port = z.int().min(1).max(65_535)
const hostName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/, 'letters, digits, dot, dash and underscore only')
const loginName = z.string().regex(/^[a-z_][a-z0-9_.-]{0,31}\$?$/i, 'not a login name')

const host = z.strictObject({
  address: z.string().min(1).describe('Name or IP address to connect to'),
  port: port.default(22),
  user: loginName.optional().describe('Who the worker logs in as'),
  identityFile: z.string().optional().describe('Private key of that login; ~ is the home directory'),
  jump: z.array(hostName).min(1).optional().describe('Hosts of the inventory to go through, the first hop first'),
  tags: z.array(z.string()).default([]),
  vantage: z.string().optional().describe('Which vantage checks this host; the configuration’s own by default'),
})

const slack = z.strictObject({
  mode: z.enum(['socket', 'http']).default('socket'),
  port: port.default(3000).describe('Where HTTP mode listens'),
  apiUrl: z.url().optional().describe('Another Slack Web API, for tests and the demo'),
})

const signing = z.strictObject({
  privateKeyFile: z.string().optional().describe('The bot’s ed25519 key (PEM) that signs action orders'),
  publicKeyFiles: z.array(z.string()).default([]).describe('The keys (PEM) that workers accept orders from'),
})

/** The configuration file `ssh-medic.yml`. */
export const configSchema = z.strictObject({
  vantage: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes')
    .default('local'),
  redis: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('Redis for bot and workers, such as redis://127.0.0.1:6379'),
  knownHosts: z.string().default('~/.ssh/known_hosts').describe('Host keys are always checked against this file'),
  hosts: z.record(hostName, host).default({}),
  hostsFrom: z
    .array(z.union([z.strictObject({ openssh: z.string() }), z.strictObject({ ansible: z.string() })]))
    .default([]),
  slack: slack.default({ mode: 'socket', port: 3000 }),
  policy: policySchema.prefault({}).describe('Who may change hosts from Slack: nobody until they are listed here'),
  timedUndoSeconds: z
    .int()
    .min(10)
    .max(3_600)
    .default(180)
    .describe('When a host undoes by itself what nobody has confirmed by a new login'),
  signing: signing.default({ publicKeyFiles: [] }),
  watch: watchSchema.optional().describe('Which hosts are watched, and who hears when one turns bad'),
  metrics: metricsSchema
    .optional()
    .describe('Where bot and workers serve /metrics, /healthz and /readyz; nowhere without it'),
  webhook: webhookSchema.optional().describe('Where the bot takes alerts of another monitoring; nowhere without it'),
  digest: digestSchema.optional().describe('When and where the week is summed up; never without it'),
})

export type Config = z.infer<typeof configSchema>
type HostConfig = z.infer<typeof host>
/** A host of the inventory with its name, and the hosts that lead to it. */
export type Host = HostConfig & { name: string; jumps?: Host[] }
