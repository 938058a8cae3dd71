import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { AppDefinition } from './slack/app-definition.ts'

const manifestSchema = z.object({
  features: z.object({
    shortcuts: z.array(z.object({ name: z.string(), type: z.string(), callback_id: z.string() })).default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).default({ bot_events: [] }),
  }),
})

/** The app as people install it: the demo grants and sends what manifest.yml asks for, and nothing else. */
export function installedApp(): { scopes: string[]; app: AppDefinition } {
  const text = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8')
  const { features, oauth_config: oauth, settings } = manifestSchema.parse(parse(text))
  const shortcuts = features.shortcuts.filter(({ type }) => type === 'message')
  return {
    scopes: oauth.scopes.bot,
    app: {
      events: settings.event_subscriptions.bot_events,
      messageShortcuts: shortcuts.map(({ name, callback_id: callbackId }) => ({ name, callbackId })),
      // No workflows in the demo.
      steps: [],
    },
  }
}
