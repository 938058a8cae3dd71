import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textsIn } from '../../src/demo/plain-text.ts'
import type { Message, SharedFile } from '../../src/demo/slack/workspace.ts'
import { sharedRedis } from '../support/redis.ts'
import { ANA, BEN, GUS, messageWith, press, SHARED, startTeam, type Team, until } from './team.ts'

const server = await sharedRedis()
let team: Team
const withFiles = (head: Message) =>
  team.slack.workspace.messages.filter(({ threadTs, files }) => threadTs === head.ts && files !== undefined)
const toldTo = (user: string, text: RegExp) => until(() => messageWith(team.slack, text, user))
const contentOf = (files: readonly SharedFile[] | undefined, end: string): string =>
  String(files?.find(({ title }) => title.endsWith(end))?.content)

describe('Evidence', () => {
  beforeAll(async () => {
    await server.redis.flushall()
    team = await startTeam(server, { policy: { fix: { users: [ANA] } } })
  })
  afterAll(() => team.close())

  it('puts all of it into the thread as a text and as JSON, once, and a second click says where it is', async () => {
    const head = await team.checked()
    await press(team.slack, BEN, head, 'evidence')
    await toldTo(BEN, /comes into the thread of this message, as files/)
    const [{ files } = {}] = await until(() => (withFiles(head).length > 0 ? withFiles(head) : undefined))
    expect(files?.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^evidence-web-01-.*\.txt$/),
      expect.stringMatching(/^evidence-web-01-.*\.json$/),
    ])
    expect(contentOf(files, '.txt')).toContain('Evidence about web-01 from 203.0.113.7 as deploy')
    expect(JSON.parse(contentOf(files, '.json'))).toMatchObject({ schema: 'ssh-medic/evidence@1' })
    await press(team.slack, ANA, head, 'evidence')
    await toldTo(ANA, /asked for before: its files stand in the thread/)
    expect(withFiles(head)).toHaveLength(1)
  })

  it('arrives once although Slack fails at its first and its last step before', async () => {
    const head = await team.checked()
    team.slack.faults.add({ method: 'files.getUploadURLExternal', status: 503 })
    team.slack.faults.add({ method: 'files.completeUploadExternal', status: 429, retryAfter: 1 })
    await press(team.slack, BEN, head, 'evidence')
    await until(() => (withFiles(head).length > 0 ? true : undefined))
    expect(withFiles(head)).toHaveLength(1)
  })

  it('is refused to a guest', async () => {
    const head = await team.checked()
    await press(team.slack, GUS, head, 'evidence')
    await toldTo(GUS, /guests may not use/)
    expect(withFiles(head)).toEqual([])
  })

  it('has no button where another organisation reads along', async () => {
    const head = await team.checked(SHARED)
    const labels = head.blocks.flatMap((block) => (block.type === 'actions' ? textsIn(block) : []))
    expect(labels).toEqual(['Check again'])
  })
})
