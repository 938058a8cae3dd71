import { WebClient } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import type { StandIn } from '../../src/demo/slack/stand-in.ts'
import { ANA, app, EVE, httpApp, interactionIn, slack, TOKENS } from './apps.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const AT = 1_900_000_000
const input = (id: string, element: object, more: object = {}) => ({
  ...{ type: 'input', block_id: id, label: plain(id) },
  element: { action_id: 'value', ...element },
  ...more,
})
const asking = (...blocks: object[]) => ({ type: 'modal', title: plain('Who'), submit: plain('Save'), blocks })
const WHO = { type: 'users_select' }
const WHEN = { type: 'datetimepicker' }

const botOf = ({ apiUrl }: StandIn) => new WebClient(TOKENS.bot, { slackApiUrl: apiUrl, retryConfig: { retries: 0 } })

/** A dialog with these blocks, as an app opens it before Ana. */
async function opened(...blocks: object[]) {
  const { heard, http } = await httpApp(undefined)
  const standIn = await slack({ app, http })
  const open = { trigger_id: standIn.tickets.trigger(ANA.id), view: asking(...blocks) }
  const { view } = (await botOf(standIn).apiCall('views.open', open)) as { view?: { id?: string } }
  return { heard, standIn, id: view?.id ?? '' }
}

describe('a picker of people or of a time', () => {
  const both = (more?: object) => [input('who', WHO, more), input('when', WHEN, more)]
  const valuesOf = (body: string | undefined) => interactionIn(body).view.state.values

  it('tells the app the id of who was picked, and the seconds since the epoch', async () => {
    const { heard, standIn, id } = await opened(...both())
    await standIn.submit(ANA.id, id, { who: EVE.id, when: String(AT) })
    expect(valuesOf(heard[0]?.body)).toEqual({
      who: { value: { type: 'users_select', selected_user: EVE.id } },
      when: { value: { type: 'datetimepicker', selected_date_time: AT } },
    })
  })

  it('keeps what the app put there, until it is emptied', async () => {
    const blocks = [
      input(
        'who',
        { ...WHO, initial_user: ANA.id, placeholder: plain('Anybody'), focus_on_load: true },
        { optional: true },
      ),
      input('when', { ...WHEN, initial_date_time: AT, focus_on_load: false }, { optional: true }),
    ]
    const kept = await opened(...blocks)
    await kept.standIn.submit(ANA.id, kept.id)
    expect(valuesOf(kept.heard[0]?.body)).toMatchObject({
      who: { value: { selected_user: ANA.id } },
      when: { value: { selected_date_time: AT } },
    })
    const emptied = await opened(...blocks)
    await emptied.standIn.submit(ANA.id, emptied.id, { who: '', when: '' })
    expect(valuesOf(emptied.heard[0]?.body)).toEqual({
      who: { value: { type: 'users_select', selected_user: null } },
      when: { value: { type: 'datetimepicker', selected_date_time: null } },
    })
  })

  it('that is required and empty is asked for before the app hears of it', async () => {
    const { heard, standIn, id } = await opened(...both())
    await standIn.submit(ANA.id, id)
    const complaint = expect.stringContaining('required')
    expect(standIn.workspace.views.get(id)?.errors).toEqual({ who: complaint, when: complaint })
    expect(heard).toEqual([])
  })

  it.each([
    ['somebody who is not there', { who: 'U0NOBODY' }, 'U0NOBODY is nobody here'],
    ['the name instead of the id', { who: ANA.name }, 'Ana is nobody here'],
    ['a time in words', { when: 'tomorrow' }, 'tomorrow is no time'],
    ['milliseconds', { when: '1900000000000' }, '1900000000000 is no time'],
    ['a fraction', { when: '1900000000.5' }, '1900000000.5 is no time'],
  ])('does not take %s', async (_name, filled, error) => {
    const { heard, standIn, id } = await opened(...both({ optional: true }))
    await expect(standIn.submit(ANA.id, id, filled)).rejects.toThrow(error)
    expect(heard).toEqual([])
  })

  it.each([
    ['a person by name', [input('who', { ...WHO, initial_user: '@ana' })]],
    ['options of its own', [input('who', { ...WHO, options: [{ text: plain('Ana'), value: 'Ana' }] })]],
    ['a placeholder that is too long', [input('who', { ...WHO, placeholder: plain('x'.repeat(151)) })]],
    ['milliseconds', [input('when', { ...WHEN, initial_date_time: AT * 1_000 })]],
    ['nine digits', [input('when', { ...WHEN, initial_date_time: 999_999_999 })]],
    ['a time as text', [input('when', { ...WHEN, initial_date_time: String(AT) })]],
    ['a placeholder for a time', [input('when', { ...WHEN, placeholder: plain('Anybody') })]],
    ['the focus in two places', both().map((one) => ({ ...one, element: { ...one.element, focus_on_load: true } }))],
    ['a place outside of an input', [{ type: 'actions', elements: [{ ...WHO, action_id: 'value' }] }]],
  ])('is refused with %s', async (_name, blocks) => {
    await expect(opened(...blocks)).rejects.toThrow('invalid_arguments')
  })

  it.each([WHO, WHEN])('stands in no Home tab: $type', async (element) => {
    const standIn = await slack({ app })
    const publish = (blocks: object[]) =>
      botOf(standIn).apiCall('views.publish', { user_id: ANA.id, view: { type: 'home', blocks } })
    await expect(publish([input('x', element)])).rejects.toThrow('invalid_arguments')
    await publish([input('x', { type: 'plain_text_input' })])
  })
})
