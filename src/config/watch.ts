import { z } from 'zod'

const userId = z.string().regex(/^[UW][A-Z0-9]+$/, 'a Slack user id such as U012AB3CD')
const groupId = z.string().regex(/^S[A-Z0-9]+$/, 'a Slack user group id such as S012AB3CD')
const channelId = z.string().regex(/^[CG][A-Z0-9]+$/, 'a Slack channel id such as C012AB3CD')
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 02:30')
const timeZone = z.string().refine(isTimeZone, 'a time zone such as Europe/Berlin, or UTC')
const network = z.union([z.cidrv4(), z.cidrv6()], 'a network such as 10.0.0.0/8')
const severity = z.enum(['critical', 'warning', 'info'])

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Some hosts of the inventory. */
const which = {
  hosts: z.array(z.string().min(1)).default([]).describe('Names; * stands for any characters'),
  tags: z.array(z.string().min(1)).default([]).describe('Hosts with any of these tags'),
  networks: z.array(network).default([]).describe('Hosts whose address lies in one of these networks'),
}
const namesSome = ({ hosts, tags, networks }: { hosts: unknown[]; tags: unknown[]; networks: unknown[] }) =>
  hosts.length + tags.length + networks.length > 0

/** How a host is watched; what a group leaves out, it takes from above. */
const how = {
  channel: channelId.optional().describe('Where its alerts are told'),
  port: z.int().min(1).max(65_535).optional().describe('The port that people use, when it is not the inventory’s'),
  everySeconds: z.int().min(30).max(86_400).optional().describe('How often each host is looked at; by default 60'),
  failures: z.int().min(1).max(20).optional().describe('How many looks must fail before it is an alert; by default 2'),
  of: z.int().min(1).max(20).optional().describe('Of how many looks in a row; by default 3'),
  recoveries: z.int().min(1).max(20).optional().describe('How many good looks end it; by default 2'),
}

const group = z
  .strictObject({ ...which, ...how })
  .refine(namesSome, 'name hosts, tags or networks; hosts: ["*"] is all of the inventory')

const step = z
  .strictObject({
    users: z.array(userId).default([]),
    groups: z.array(groupId).default([]),
    afterMinutes: z.int().min(1).max(10_080).default(15).describe('So long after the step before it'),
  })
  .refine(({ users, groups }) => users.length + groups.length > 0, 'name users or groups')

const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
const maintenance = z
  .strictObject({
    ...which,
    days: z.array(weekday).min(1).optional().describe('On these days; every day without it'),
    from: time,
    to: time,
  })
  .refine(namesSome, 'name hosts, tags or networks; hosts: ["*"] is all of the inventory')

/** Which hosts are watched, and who hears of it. */
export const watchSchema = z
  .strictObject({
    ...how,
    fallbackChannel: channelId
      .optional()
      .describe('Where alerts go when their channel is archived or closed to the bot'),
    groups: z.array(group).min(1).describe('The first group that names a host counts for it'),
    severities: z
      .array(z.strictObject({ tags: z.array(z.string().min(1)).min(1), severity }))
      .default([])
      .describe('The first that fits counts; warning without one'),
    onCall: z
      .array(step)
      .default([])
      .describe('Who is mentioned, one step after another, until somebody takes the alert'),
    maintenance: z.array(maintenance).default([]).describe('Weekly windows in which hosts raise no alerts'),
    timeZone: timeZone.default('UTC').describe('Of the times of maintenance; summer time included'),
    canaries: z
      .array(z.strictObject({ address: z.string().min(1), port: z.int().min(1).max(65_535) }))
      .default([])
      .describe('Servers that must answer whenever the bastion’s own network works, such as its gateway'),
  })
  .superRefine((watch, context) => {
    for (const [index, one] of watch.groups.entries()) {
      if ((one.channel ?? watch.channel) === undefined)
        context.addIssue({
          code: 'custom',
          path: ['groups', index],
          message: 'has no channel: name one here, or above for all groups',
        })
      const { failures = 2, of = 3 } = { ...settingsOf(watch), ...settingsOf(one) }
      if (failures > of)
        context.addIssue({
          code: 'custom',
          path: ['groups', index],
          message: `${failures} failures of ${of} looks can never be: make \`of\` at least ${failures}`,
        })
    }
  })

type Settings = Pick<z.infer<typeof group>, keyof typeof how>

type Given = { [Key in keyof Settings]: Exclude<Settings[Key], undefined> }

/** The settings that are given, without those that are not. */
const settingsOf = ({ channel, port, everySeconds, failures, of, recoveries }: Settings) =>
  Object.fromEntries(
    Object.entries({ channel, port, everySeconds, failures, of, recoveries }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as Partial<Given>

export type Watch = z.infer<typeof watchSchema>
export type WatchGroup = Watch['groups'][number]

/** How the hosts of a group are watched. */
export interface WatchSettings {
  channel: string
  port?: number
  everySeconds: number
  failures: number
  of: number
  recoveries: number
}

export const settingsFor = (watch: Watch, one: WatchGroup): WatchSettings => ({
  ...{ channel: '', everySeconds: 60, failures: 2, of: 3, recoveries: 2 },
  ...settingsOf(watch),
  ...settingsOf(one),
})
