import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { SCOPES } from '../../src/slack/scopes.ts'
import { CHECK_MESSAGE } from '../../src/slack/shortcuts/check-message.ts'

/** The parts of Slack's manifest schema (version 1) that this app uses, with their limits; anything else is refused. */
const text = (max: number) => z.string().min(1).max(max)
const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.int(), minor_version: z.int() }),
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    background_color: z.string().regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/),
  }),
  features: z.strictObject({
    bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean() }),
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.enum(['message', 'global']),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().min(2).max(32).startsWith('/'),
          description: text(2_000),
          usage_hint: text(1_000),
          should_escape: z.boolean(),
        }),
      )
      .min(1)
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(text(50)).max(255) }) }),
  settings: z.strictObject({
    interactivity: z.strictObject({ is_enabled: z.boolean() }),
    event_subscriptions: z.strictObject({ bot_events: z.array(text(100)).max(100) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
})

const manifest = manifestSchema.parse(parse(readFileSync(join(import.meta.dirname, '../../manifest.yml'), 'utf8')))

describe('the manifest', () => {
  it('makes an app that Slack reaches by Socket Mode, with the command and with buttons', () => {
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } })
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/ssh-check'])
  })

  it('announces the shortcut and the events that the bot listens to', () => {
    expect(manifest.features.shortcuts).toEqual([
      expect.objectContaining({ type: 'message', callback_id: CHECK_MESSAGE }),
    ])
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(['app_mention', 'app_home_opened'])
    expect(manifest.features.app_home.home_tab_enabled).toBe(true)
  })

  it('asks for no more than the bot uses, and never for the history of a channel', () => {
    expect(manifest.oauth_config.scopes.bot).toEqual([
      'commands',
      'app_mentions:read',
      'chat:write',
      'users:read',
      'channels:read',
      'groups:read',
      'files:write',
      'usergroups:read',
    ])
  })

  it('asks for nothing that `doctor` could not say what it is for', () => {
    expect(Object.keys(SCOPES)).toEqual(manifest.oauth_config.scopes.bot)
  })
})
