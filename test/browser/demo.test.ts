import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { servePage } from '../../src/demo/page/server.ts'
import { startParts } from '../../src/demo/parts.ts'

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
const PICTURES = join(import.meta.dirname, '../../docs/screenshots')
const WIDE = { width: 1280, height: 860 }
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
  const parts = await startParts({ transport: options.transport ?? 'socket', warn: () => {} })
  onTestFinished(parts.close)
  const served = await servePage(parts.slack, 0)
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
  return page
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
  it('can be used on a phone, at night', async () => {
    const page = await openDemo({ viewport: PHONE, colorScheme: 'dark' })
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).waitFor()
    await picture(page, 'channel-phone')
    await page.getByRole('button', { name: /repl(y|ies)$/ }).click()
    await thread(page)
      .getByText(/Ruled out/)
      .waitFor()
    await picture(page, 'thread-phone')
    const sideways = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(sideways).toBe(false)
    await page.getByRole('button', { name: 'Close thread' }).click()
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).click()
    await page.getByRole('dialog').getByText('This runs on the host').waitFor()
    await picture(page, 'preview-phone')
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
})
