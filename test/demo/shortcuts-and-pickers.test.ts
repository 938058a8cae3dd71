import { WebClient } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { ANA, app, EVE, eventIn, httpApp, interactionIn, OPS, SHARED, slack, TOKENS } from './apps.ts'

describe('a shortcut of a message', () => {
  it('brings the message with what another app attached to it', async () => {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ app, http })
    const attachments = [{ fallback: '[FIRING:1] SshDown', text: 'instance="web-01:9100"' }]
    const alert = standIn.workspace.post({
      ...{ channel: OPS, user: 'U0ALERT', botId: 'B0ALERT', text: '', blocks: [], attachments },
    })
    await standIn.shortcut(ANA.id, OPS, alert.ts, 'check-ssh')
    expect(interactionIn(heard[0]?.body)).toMatchObject({
      type: 'message_action',
      callback_id: 'check-ssh',
      channel: { id: OPS },
      message_ts: alert.ts,
      message: { attachments, bot_id: 'B0ALERT', subtype: 'bot_message' },
      user: { id: ANA.id },
      trigger_id: expect.any(String),
    })
  })

  it('is there only when the app announced it, and only for members', async () => {
    const standIn = await slack({ app })
    await standIn.type(ANA.id, SHARED, 'hello')
    const ts = standIn.workspace.messages[0]?.ts ?? ''
    await expect(standIn.shortcut(ANA.id, SHARED, ts, 'other')).rejects.toThrow('no shortcut')
    await expect(standIn.shortcut(EVE.id, SHARED, ts, 'check-ssh')).rejects.toThrow('another organisation')
  })
})

const picker = (more: object = {}) => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Check' },
  submit: { type: 'plain_text', text: 'Check' },
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'host',
      label: { type: 'plain_text', text: 'Host' },
      element: { type: 'external_select', action_id: 'value', min_query_length: 0, ...more },
    },
    {
      type: 'input',
      block_id: 'client',
      optional: true,
      label: { type: 'plain_text', text: 'Address' },
      element: { type: 'plain_text_input', action_id: 'value', initial_value: '203.0.113.7' },
    },
  ],
})
const option = (text: string) => ({ text: { type: 'plain_text' as const, text }, value: text || 'x' })

/** A dialog with a picker, before Ana, of an app that answers so. */
async function withPicker(answer: unknown, more?: object) {
  const { heard, http } = await httpApp(answer)
  const standIn = await slack({ app, http })
  const view = JSON.parse(JSON.stringify(picker(more)))
  const { id } = standIn.workspace.show(ANA.id, view)
  return { heard, standIn, id }
}

describe('a picker', () => {
  it('asks the app for what is typed, and what it suggests can be picked and nothing else', async () => {
    const { heard, standIn, id } = await withPicker({ options: [option('web-01')] })
    await expect(standIn.submit(ANA.id, id, { host: 'web-01' })).rejects.toThrow('offered no option')
    expect(await standIn.suggest(ANA.id, id, 'host', 'we')).toEqual([option('web-01')])
    expect(interactionIn(heard[0]?.body)).toMatchObject({
      type: 'block_suggestion',
      action_id: 'value',
      block_id: 'host',
      value: 'we',
    })
    await standIn.submit(ANA.id, id, { host: 'web-01' })
    expect(interactionIn(heard[1]?.body)).toMatchObject({
      type: 'view_submission',
      view: {
        state: {
          values: {
            host: { value: { type: 'external_select', selected_option: option('web-01') } },
            client: { value: { type: 'plain_text_input', value: '203.0.113.7' } },
          },
        },
      },
    })
  })

  it.each([
    ['more than 100 options', { options: Array.from({ length: 101 }, (_, index) => option(`h${index}`)) }],
    ['an option that is too long', { options: [option('x'.repeat(76))] }],
    ['an option without a text', { options: [option('')] }],
    ['options that are none', { choices: [] }],
    ['nothing', undefined],
  ])('takes no answer with %s', async (_name, answer) => {
    const { standIn, id } = await withPicker(answer)
    await expect(standIn.suggest(ANA.id, id, 'host', 'we')).rejects.toThrow('what Slack refuses')
  })

  it('does not ask before enough is typed, and not for anybody else', async () => {
    const { heard, standIn, id } = await withPicker({ options: [] }, { min_query_length: 2 })
    expect(await standIn.suggest(ANA.id, id, 'host', 'w')).toEqual([])
    await expect(standIn.suggest(EVE.id, id, 'host', 'we')).rejects.toThrow('no dialog')
    expect(heard).toEqual([])
  })

  it('that is required and empty is asked for before the app hears of it', async () => {
    const { heard, standIn, id } = await withPicker(undefined)
    await standIn.submit(ANA.id, id)
    expect(standIn.workspace.views.get(id)?.errors).toEqual({ host: expect.stringContaining('required') })
    expect(heard).toEqual([])
  })

  it('has its closing told to an app that wants to know', async () => {
    const { heard, standIn, id } = await withPicker(undefined)
    await standIn.dismiss(ANA.id, id)
    expect(interactionIn(heard[0]?.body)).toMatchObject({ type: 'view_closed', view: { id }, is_cleared: false })
    expect(standIn.workspace.views.size).toBe(0)
  })
})

describe('a step of a workflow', () => {
  async function running() {
    const { heard, http } = await httpApp(undefined)
    const standIn = await slack({ app, http })
    const id = await standIn.runStep('check_ssh', { host: 'web-01' })
    const { event } = eventIn(heard[0]?.body)
    const client = new WebClient(event.bot_access_token, { slackApiUrl: standIn.apiUrl, retryConfig: { retries: 0 } })
    return { standIn, id, event, client }
  }

  it('comes as an event with its inputs and a token of its own, and ends with its outputs, once', async () => {
    const { standIn, id, event, client } = await running()
    expect(event).toMatchObject({
      type: 'function_executed',
      function: { callback_id: 'check_ssh' },
      inputs: { host: 'web-01' },
      function_execution_id: id,
    })
    await client.functions.completeSuccess({ function_execution_id: id, outputs: { verdict: 'faulty' } })
    expect(standIn.workspace.executions.get(id)).toMatchObject({ state: 'succeeded', outputs: { verdict: 'faulty' } })
    const bot = new WebClient(TOKENS.bot, { slackApiUrl: standIn.apiUrl, retryConfig: { retries: 0 } })
    await expect(bot.functions.completeError({ function_execution_id: id, error: 'late' })).rejects.toThrow(
      'execution_not_in_running_state',
    )
    await expect(client.auth.test()).rejects.toThrow('invalid_auth')
  })

  it('ends with an error that is said', async () => {
    const { standIn, id, client } = await running()
    await client.functions.completeError({ function_execution_id: id, error: 'no such host' })
    expect(standIn.workspace.executions.get(id)).toMatchObject({ state: 'failed', error: 'no such host' })
  })

  it.each([
    ['an output that was not declared', { verdict: 'faulty', colour: 'red' }],
    ['a required output missing', {}],
    ['an output that is no text', { verdict: 7 }],
  ])('does not end with %s', async (_name, outputs) => {
    const { id, client } = await running()
    await expect(client.functions.completeSuccess({ function_execution_id: id, outputs })).rejects.toThrow(
      'parameter_validation_failed',
    )
  })

  it('is refused when it is not the app’s, or lacks an input', async () => {
    const standIn = await slack({ app })
    await expect(standIn.runStep('other', {})).rejects.toThrow('no step')
    await expect(standIn.runStep('check_ssh', {})).rejects.toThrow('needs host')
  })
})
