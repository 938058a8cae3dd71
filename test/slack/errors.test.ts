import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Host } from '../../src/config/schema.ts'
import type { Diagnosed } from '../../src/domain/diagnosis.ts'
import { budgetOver, memoryLedger } from '../../src/probes/budget.ts'
import { collect } from '../../src/probes/collect.ts'
import { renderHead } from '../../src/slack/blocks/head.ts'
import { sharedRedis } from '../support/redis.ts'
import { sshHost, workshop } from '../support/ssh-host.ts'
import { asked } from './fixtures.ts'
import { complaintsOf, seen } from './rules.ts'
import { ANA, BEN, messageWith, OPS, press, startTeam, type Team, until } from './team.ts'

const ENOUGH = [
  'commands',
  'chat:write',
  'users:read',
  'channels:read',
  'groups:read',
  'usergroups:read',
  'files:write',
]

/** What the head says of a check of this host, which keeps us out. */
async function headAbout(host: Partial<Host> & { port: number }, knownHosts: string): Promise<string> {
  const evidence = await collect(
    { runId: 'run', host: { name: 'web-01', address: '127.0.0.1', user: 'medic', tags: [], ...host }, vantage: 'here' },
    { knownHosts, budget: budgetOver(memoryLedger()) },
  )
  const diagnosed: Diagnosed = { evidence, diagnosis: diagnose(evidence) }
  const message = renderHead({ state: 'done', asked, diagnosed }, { offers: [] })
  expect(complaintsOf(message)).toEqual([])
  return seen(message)
}

describe('the head of a check that we ourselves could not finish', () => {
  it('says how to enrol a host key that is not on record: after the console has shown the same one', async () => {
    const { port, identityFile, folder } = await sshHost()
    const file = `${folder}/other_known_hosts`
    const head = await headAbout({ port, identityFile }, file)
    expect(head).toMatch(
      /known_hosts has no key for this host \(it shows ssh-ed25519 SHA256:\S+\), so we did not log in/,
    )
    const [, shown = ''] = /it shows ssh-ed25519 (SHA256:[^)]+)\)/.exec(head) ?? []
    expect(head).toContain(`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub (it must show ${shown})`)
    expect(head).toContain(`on here, as the worker’s account: ssh-keyscan -t ed25519 -p ${port} 127.0.0.1 >> ${file}`)
    expect(head).toContain(`ssh-keygen -lF '[127.0.0.1]:${port}' -f ${file}`)
  })

  it('says which login was refused, and how to enrol its key', async () => {
    const { port, knownHosts } = await sshHost()
    const { file } = workshop().makeKey('stranger')
    const head = await headAbout({ port, identityFile: file }, knownHosts)
    expect(head).toContain('The host refused our own key for medic')
    expect(head).toContain(`what ssh-keygen -y -f ${file} prints on here belongs into ~medic/.ssh/authorized_keys`)
  })
})

const redis = await sharedRedis()
let team: Team
const toldTo = (user: string, text: RegExp) => until(() => messageWith(team.slack, text, user))

describe('somebody who asks for what cannot be', () => {
  beforeEach(async () => {
    await redis.redis.flushall()
  })
  afterEach(() => team.close())

  it('hears which scope is missing, what goes wrong without it, and what to do', async () => {
    const scopes = ENOUGH.filter((scope) => scope !== 'users:read')
    team = await startTeam(redis, { policy: { fix: { users: [ANA] } }, scopes })
    await team.slack.type(BEN, OPS, '/ssh-check web-01')
    const { text } = await toldTo(BEN, /lacks the scope users:read/)
    expect(text).toContain('nobody can be told apart from a guest or a stranger')
    expect(text).toContain('reinstall the app from manifest.yml')
  })

  it('hears who can, when a fix is not for them', async () => {
    team = await startTeam(redis, { policy: { grants: [{ users: [ANA], groups: ['S0SRE'], may: ['fix'] }] } })
    await press(team.slack, BEN, await team.checked(), 'offer')
    await toldTo(BEN, /Not for you, sorry.*Who can: Ana and @sre\./)
  })

  it('hears who can, when a check is not for them', async () => {
    team = await startTeam(redis, { policy: { check: 'granted', grants: [{ users: [ANA], may: ['check'] }] } })
    await team.slack.type(BEN, OPS, '/ssh-check web-01')
    await toldTo(BEN, /Sorry, no check.*Who can: Ana\./)
  })

  it('hears who can, when the pause switch is not for them', async () => {
    team = await startTeam(redis, { policy: { grants: [{ groups: ['S0SRE'], may: ['pause'] }] } })
    await team.slack.type(BEN, OPS, '/ssh-check pause')
    await toldTo(BEN, /Not for you, sorry.*Who can: @sre\./)
  })

  it('sees no button Evidence where the app may not put files into a channel', async () => {
    team = await startTeam(redis, { policy: {}, scopes: ENOUGH.filter((scope) => scope !== 'files:write') })
    const head = JSON.stringify((await team.checked()).blocks)
    expect(head).toContain('recheck:0')
    expect(head).not.toContain('evidence:0')
  })
})
