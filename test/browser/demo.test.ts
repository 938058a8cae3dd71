import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { WebClient } from '@slack/web-api'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { servePage } from '../../src/demo/page/server.ts'
import { type DemoParts, startParts } from '../../src/demo/parts.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Beside the tests' other output, unless somebody wants the pictures of the docs anew. */
const PICTURES = join(import.meta.dirname, '../..', process.env.PICTURES ?? 'test-results/screenshots')
const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 375, height: 812 }
const COMMAND = '/ssh-check web-01 from 203.0.113.7'

let browser: Browser

beforeAll(async () => {
  if (!existsSync(CHROMIUM))
    throw new Error(`${CHROMIUM} is missing: apt-get install chromium, or set CHROMIUM to a Chromium or Chrome`)
  mkdirSync(PICTURES, { recursive: true })
  browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })
})
afterAll(() => browser?.close())

async function openDemo(
  options: { transport?: 'socket' | 'http'; viewport?: typeof WIDE; colorScheme?: 'light' | 'dark' } = {},
): Promise<Page> {
  return (await openWithParts(options)).page
}

async function openWithParts(
  options: { transport?: 'socket' | 'http'; viewport?: typeof WIDE; colorScheme?: 'light' | 'dark' } = {},
): Promise<{ page: Page; slack: DemoParts['slack'] }> {
  const parts = await startParts({ transport: options.transport ?? 'socket', warn: () => {} })
  onTestFinished(parts.close)
  const served = await servePage(parts, 0)
  onTestFinished(served.close)
  const context = await browser.newContext({
    viewport: options.viewport ?? WIDE,
    colorScheme: options.colorScheme ?? 'light',
  })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
  onTestFinished(() => expect(troubles).toEqual([]))
  await page.goto(served.url)
  return { page, slack: parts.slack }
}

async function ask(page: Page, command: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(command)
  await page.keyboard.press('Enter')
}

const picture = (page: Page, name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`) })
const thread = (page: Page) => page.getByRole('complementary', { name: 'Thread' })

describe.each(['socket', 'http'] as const)('the demo over %s', (transport) => {
  it('goes from the question to a verified fix and back', async () => {
    const page = await openDemo({ transport })
    await ask(page, COMMAND)
    const unban = page.getByRole('button', { name: 'Unban 203.0.113.7' }).first()
    await unban.waitFor()
    await thread(page).getByText("[{'sshd': ['203.0.113.7']}]").waitFor()
    await thread(page)
      .getByText(/Ruled out/)
      .waitFor()
    if (transport === 'socket') await picture(page, 'thread-wide')

    await unban.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('sudo -n fail2ban-client set sshd unbanip 203.0.113.7').waitFor()
    if (transport === 'socket') await picture(page, 'preview-wide')
    await dialog.getByRole('button', { name: 'Do it' }).click()
    await thread(page).getByText('Fixed, and proven by fresh evidence').waitFor()
    expect(await page.getByRole('dialog').isVisible()).toBe(false)
    if (transport === 'socket') await picture(page, 'fixed-wide')

    await thread(page).getByRole('button', { name: /^Undo/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo it' }).click()
    await thread(page).getByText('Undone: it is as it was before').waitFor()
  })
})

describe('the demo’s page', () => {
  it.each(['light', 'dark'] as const)('can be used on a phone (%s)', async (colorScheme) => {
    const page = await openDemo({ viewport: PHONE, colorScheme })
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).waitFor()
    await picture(page, `channel-phone-${colorScheme}`)
    await page.getByRole('button', { name: /repl(y|ies)$/ }).click()
    await thread(page)
      .getByText(/Ruled out/)
      .waitFor()
    await picture(page, `thread-phone-${colorScheme}`)
    const sideways = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(sideways).toBe(false)
    await page.getByRole('button', { name: 'Close thread' }).click()
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).click()
    await page.getByRole('dialog').getByText('This runs on web-01').waitFor()
    await picture(page, `preview-phone-${colorScheme}`)
  })

  it('tells somebody who may not fix why, and nobody else', async () => {
    const page = await openDemo()
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().waitFor()
    await page.getByLabel('You are').selectOption('U0BEN')
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().click()
    await page.getByText('Only visible to you').waitFor()
    await page.getByText(/Not for you, sorry/).waitFor()
    await page.getByLabel('You are').selectOption('U0ANA')
    await expect.poll(() => page.getByText(/Not for you, sorry/).count()).toBe(0)
  })

  it('helps with a typo, and with a host that does not answer', async () => {
    const page = await openDemo()
    await ask(page, '/ssh-check web-1')
    await page
      .getByText(/web-01/)
      .first()
      .waitFor()
    await ask(page, '/ssh-check cache-01')
    await page
      .getByText(/sshd is not running/)
      .first()
      .waitFor()
    await picture(page, 'stopped-wide')
  })

  it('opens the thread of the newest question, and can be used at night', async () => {
    const page = await openDemo({ colorScheme: 'dark' })
    await ask(page, '/ssh-check db-01 from 203.0.113.7')
    await thread(page).getByText('db-01 from 203.0.113.7').first().waitFor()
    await ask(page, COMMAND)
    await thread(page).getByText("[{'sshd': ['203.0.113.7']}]").waitFor()
    await picture(page, 'thread-wide-dark')
  })

  it('can be used with the keyboard alone', async () => {
    const page = await openDemo()
    await page.getByLabel('Message', { exact: true }).focus()
    await page.keyboard.type('/ssh')
    await page.getByText('HOST [from IP] [as USER] [port N]').waitFor()
    await page.keyboard.type('-check web-01 from 203.0.113.7\n')
    const unban = page.locator('#messages').getByRole('button', { name: 'Unban 203.0.113.7' })
    await unban.waitFor()
    await unban.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Fix web-01' })
    await expect.poll(() => focused(page)).toBe('Leave it')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Do it')
    await page.keyboard.press('Enter')
    await thread(page).getByText('Fixed, and proven by fresh evidence').waitFor()
    expect(await dialog.isVisible()).toBe(false)
    expect(await focused(page)).toBe('Unban 203.0.113.7')
    await page.keyboard.press('Enter')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe('Unban 203.0.113.7')
  })

  it('shows somebody of another company the shared channel alone', async () => {
    const page = await openDemo()
    await page.getByLabel('You are').selectOption('U0EVE')
    await expect
      .poll(() => page.getByRole('list', { name: 'Channels' }).getByRole('button').allTextContents())
      .toEqual(['# with-partner'])
    await ask(page, '/ssh-check web-01')
    await page.getByText(/only its members can run it/).waitFor()
  })

  it('draws everything that the stand-in accepts, and nothing of it as markup', async () => {
    const { page, slack } = await openWithParts()
    const client = new WebClient('xoxb-demo', { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } })
    await client.apiCall('chat.postMessage', { channel: 'C0OPS', text: 'x', blocks: EVERY_BLOCK })
    const message = page.locator('#messages .message')
    await message.getByText('<img src=x onerror=alert(1)>').first().waitFor()
    expect(await message.locator('img').count()).toBe(0)
    expect(await message.locator('.unknown').count()).toBe(0)
    const shown = await message.innerText()
    for (let index = 1; index <= WORDS; index++) expect(shown).toContain(`word-${index}.`)
    await message.getByText('@Ana').first().waitFor()
    await message.getByRole('button', { name: 'Go there' }).waitFor()
  })
})

/** The visible words of what has the focus. */
const focused = (page: Page) => page.evaluate('document.activeElement?.textContent')

const hostile = '<img src=x onerror=alert(1)>'
const section = (text: string) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] })
const WORDS = 13
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
