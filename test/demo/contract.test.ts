import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MESSAGE_CASES, PLACE_CASES } from './contract-messages.ts'
import { FILE_CASES, VIEW_CASES } from './contract-views.ts'
import { type Answer, emulateWorld, standInWorld, TOKENS, type World } from './contract-worlds.ts'

/**
 * The calls that the bot makes, asked of the stand-in and of an independent local Web API (emulate). Where the two differ
 * the case says so, and what Slack’s own documents say.
 */
let ours: World
let theirs: World
let fewScopes: World

beforeAll(async () => {
  ;[ours, theirs, fewScopes] = await Promise.all([standInWorld(), emulateWorld(), standInWorld([])])
})
afterAll(() => Promise.all([ours, theirs, fewScopes].map((world) => world?.close())))

const said = ({ ok, error }: Answer) => (ok ? 'ok' : error)

describe('the stand-in answers as an independent Web API does', () => {
  it.each([...MESSAGE_CASES, ...PLACE_CASES, ...VIEW_CASES, ...FILE_CASES])(
    '$name',
    async ({ method, args, says, read = [], elsewhere }) => {
      const mine = await ours.call(method, { ...(await args(ours)) })
      const other = await theirs.call(method, { ...(await args(theirs)) })
      expect(said(mine)).toBe(says)
      expect(said(other)).toBe(elsewhere?.says ?? says)
      if (elsewhere) return
      for (const path of read) expect([path, kindAt(mine, path)]).toEqual([path, kindAt(other, path)])
      for (const path of read) expect([path, kindAt(mine, path)]).not.toEqual([path, 'undefined'])
    },
  )

  it.each([
    ['without a token', '', 'not_authed', 'not_authed'],
    // emulate takes any token for a person’s.
    ['with a token of nobody', 'xoxb-nobody', 'invalid_auth', 'ok'],
  ])('%s', async (_name, token, mine, other) => {
    expect(said(await ours.call('users.info', { user: ours.ids.ana }, token))).toBe(mine)
    expect(said(await theirs.call('auth.test', {}, token))).toBe(other)
  })

  it.each([
    ['chat.postMessage', 'chat:write'],
    ['chat.update', 'chat:write'],
    ['chat.postEphemeral', 'chat:write'],
    ['users.info', 'users:read'],
  ])('%s without its scope', async (method, needed) => {
    const mine = await fewScopes.call(method, {})
    const other = await theirs.call(method, {}, TOKENS.few)
    expect(mine).toMatchObject({ ok: false, error: 'missing_scope', needed, provided: '' })
    expect(other).toMatchObject({ ok: false, error: 'missing_scope', needed, provided: '' })
  })
})

function kindAt(answer: unknown, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], answer)
  return typeof value
}
