import { WebClient } from '@slack/web-api'
import { expect, it } from 'vitest'
import { PEOPLE } from '../../src/demo/people.ts'
import { dialog, fitsAcross, PHONE, useBrowser } from './open.ts'

const open = useBrowser()

it('draws everything that the stand-in accepts, and nothing of it as markup', async () => {
  const { page, slack } = await open()
  const client = new WebClient('xoxb-demo', { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } })
  await client.apiCall('chat.postMessage', { channel: 'C0OPS', text: 'x', blocks: EVERY_BLOCK })
  const message = page.locator('#messages .message').last()
  await message.getByText('<img src=x onerror=alert(1)>').first().waitFor()
  expect(await message.locator('img').count()).toBe(0)
  expect(await message.locator('.unknown').count()).toBe(0)
  const shown = await message.innerText()
  for (let index = 1; index <= WORDS; index++) expect(shown).toContain(`word-${index}.`)
  await message.getByText('@Ana').first().waitFor()
  await message.getByRole('button', { name: 'Go there' }).waitFor()
  // Of addresses only those of this workspace can be gone to.
  expect(await message.getByRole('link').allTextContents()).toEqual(['word-14.'])
  expect(await message.getByRole('link').getAttribute('href')).toBe('#C0OPS/1700000000.000100')
})

it('asks for a person and a time in a dialog, by the reader’s clock', async () => {
  const { page, slack } = await open({ viewport: PHONE, timezoneId: 'Asia/Kolkata' })
  const client = new WebClient('xoxb-demo', { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } })
  await client.apiCall('views.open', { trigger_id: slack.tickets.trigger('U0ANA'), view: EVERY_INPUT })
  const field = (label: string) => dialog(page).getByLabel(label)
  const [who, when, later] = [field('Who'), field('When'), field('Later')]
  await who.waitFor()
  expect(await dialog(page).locator('.unknown').count()).toBe(0)
  expect(await who.locator('option').allTextContents()).toEqual(['Choose …', ...PEOPLE.map(({ name }) => name)])
  expect(await who.inputValue()).toBe('')
  expect(await field('Owner').inputValue()).toBe('U0BEN')
  expect(await field('Owner').locator('option').first().textContent()).toBe('Pick the owner')
  expect(await when.inputValue()).toBe('2030-03-17T23:16:45')
  expect(await when.getAttribute('type')).toBe('datetime-local')
  expect(await page.evaluate('document.activeElement?.id')).toBe(await when.getAttribute('id'))
  await fitsAcross(page)

  // A time that Slack could not send is complained of by the browser.
  await when.fill('1999-01-01T00:00')
  expect(await dialog(page).locator('input:invalid').count()).toBe(1)

  // By keyboard, without seconds.
  await later.focus()
  await page.keyboard.type('05062031\t0708AM')
  expect(await later.inputValue()).toBe('2031-05-06T07:08')
  await later.fill('')

  // Without a reason the dialog stays, with all that was filled in.
  await who.selectOption({ label: 'Cara' })
  await when.fill('2031-05-06T07:08')
  const sent = page.waitForRequest('**/act')
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  expect((await sent).postDataJSON()).toMatchObject({
    act: 'submit',
    filled: { who: 'U0CARA', owner: 'U0BEN', when: String(Date.UTC(2031, 4, 6, 1, 38) / 1_000), why: '', later: '' },
  })
  await dialog(page).getByRole('alert').waitFor()
  expect(await dialog(page).getByRole('alert').count()).toBe(1)
  expect(await who.inputValue()).toBe('U0CARA')
  expect(await when.inputValue()).toBe('2031-05-06T07:08')
  expect(await later.inputValue()).toBe('')

  // What is emptied and required is complained of where it stands.
  await who.selectOption('')
  await when.fill('')
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => dialog(page).getByRole('alert').count()).toBe(3)
  for (const [one, hint] of [
    [who, 'hint-who'],
    [when, 'hint-when'],
  ] as const) {
    expect(await one.getAttribute('aria-invalid')).toBe('true')
    expect(await one.getAttribute('aria-required')).toBe('true')
    expect(await one.getAttribute('aria-describedby')).toBe(`${hint} ${hint.replace('hint', 'error')}`)
  }
})

/** 17:46:45 in UTC, 23:16:45 in India. */
const AT = 1_900_000_005
const plain = (text: string) => ({ type: 'plain_text', text })
const input = (id: string, label: string, element: object, optional = false) => ({
  ...{ type: 'input', block_id: id, optional, label: plain(label), hint: plain(`hint of ${id}`) },
  element: { action_id: 'value', ...element },
})
/** Every kind of input that the stand-in accepts in a dialog. */
const EVERY_INPUT = {
  ...{ type: 'modal', title: plain('Everything'), submit: plain('Save') },
  blocks: [
    input('who', 'Who', { type: 'users_select' }),
    input('owner', 'Owner', { type: 'users_select', initial_user: 'U0BEN', placeholder: plain('Pick the owner') }),
    input('when', 'When', { type: 'datetimepicker', initial_date_time: AT, focus_on_load: true }),
    input('later', 'Later', { type: 'datetimepicker' }, true),
    input('host', 'Host', { type: 'external_select' }, true),
    input('why', 'Why', { type: 'plain_text_input' }),
  ],
}

const hostile = '<img src=x onerror=alert(1)>'
const section = (text: string) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] })
const WORDS = 15
/** Every kind of block that the stand-in accepts in a message; each carries a word of its own. */
const EVERY_BLOCK = [
  { type: 'header', text: { type: 'plain_text', text: 'word-1.' } },
  {
    type: 'section',
    text: { type: 'mrkdwn', text: 'word-2. *bold* `code` <@U0ANA> &lt;img src=x onerror=alert(1)&gt;' },
  },
  { type: 'section', fields: [{ type: 'plain_text', text: `word-3. ${hostile}` }] },
  { type: 'divider' },
  { type: 'context', elements: [{ type: 'plain_text', text: 'word-4.' }] },
  {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'word-5.', style: { bold: true, italic: true } }] },
      { type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U0ANA' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: `word-6. ${hostile}` }] },
      { type: 'rich_text_list', style: 'bullet', elements: [section('word-7.')] },
      { type: 'rich_text_list', style: 'ordered', elements: [section('word-8.')] },
      {
        type: 'rich_text_section',
        elements: [
          { type: 'link', url: 'https://demo.example/archives/C0OPS/p1700000000000100', text: 'word-14.' },
          { type: 'link', url: 'https://elsewhere.example/', text: 'word-15.' },
        ],
      },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'word-9.' }] },
    ],
  },
  {
    type: 'plan',
    title: 'word-10.',
    tasks: [
      {
        ...{ type: 'task_card', task_id: 't', title: 'word-11.', status: 'complete' },
        details: { type: 'rich_text', elements: [section('word-12.')] },
      },
    ],
  },
  {
    type: 'actions',
    elements: [
      {
        ...{ type: 'button', action_id: 'go', accessibility_label: 'Go there' },
        text: { type: 'plain_text', text: 'word-13.' },
      },
    ],
  },
]
