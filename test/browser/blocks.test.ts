import { WebClient } from '@slack/web-api'
import { expect, it } from 'vitest'
import { useBrowser } from './open.ts'

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
