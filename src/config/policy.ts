import { z } from 'zod'
import { channelId, groupId, userId } from './words.ts'

const tags = z.array(z.string()).min(1).optional().describe('Hosts with any of these tags; all hosts without it')
const risks = z
  .array(z.enum(['safe', 'careful', 'dangerous']))
  .min(1)
  .optional()
  .describe('Remedies of these risks; all without it')

const whom = {
  users: z.array(userId).default([]),
  groups: z.array(groupId).default([]).describe('Slack user groups; needs the scope usergroups:read'),
}

const grant = z
  .strictObject({
    ...whom,
    may: z.array(z.enum(['check', 'fix', 'approve', 'break-glass', 'pause'])).min(1),
    channels: z.array(channelId).min(1).optional().describe('From these channels; from all without it'),
    tags,
    risks,
  })
  .refine(({ users, groups }) => users.length + groups.length > 0, 'a grant names users or groups')

const demand = z.strictObject({
  tags,
  risks,
  approvals: z.int().min(0).max(10).default(0).describe('How many other people must approve'),
  reason: z.boolean().default(false).describe('Whether whoever asks must say why'),
})

const limits = z.strictObject({
  changesPerHour: z.int().min(1).max(1_000).default(10).describe('Changes of one host within an hour; an undo is free'),
  coolDownSeconds: z.int().min(0).max(86_400).default(10).describe('Between two changes of one host'),
})

/** Who may do what from Slack. Grants add up, and of all demands that apply the strictest counts. */
export const policySchema = z.strictObject({
  check: z
    .enum(['members', 'granted'])
    .default('members')
    .describe('Who may check: every full member of the workspace, or only whom a grant names'),
  fix: z.strictObject(whom).prefault({}).describe('May fix and approve everything, from every channel'),
  grants: z.array(grant).default([]),
  demands: z.array(demand).default([]),
  approvalMinutes: z.int().min(1).max(1_440).default(30).describe('How long a request waits for its approvals'),
  limits: limits.prefault({}),
  audit: z
    .strictObject({ channel: channelId })
    .optional()
    .describe('A channel that is told of every entry of the audit log'),
})

export type Policy = z.infer<typeof policySchema>
export type Ability = Policy['grants'][number]['may'][number]
export type Limits = Policy['limits']
