import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
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
export const PHONE = { width: 375, height: 812 }
export const COMMAND = '/ssh-check web-01 from 203.0.113.7'

interface Opening {
  transport?: 'socket' | 'http'
  viewport?: typeof WIDE
  colorScheme?: 'light' | 'dark'
  /** Where the reader's clock is; by default where the machine's is. */
  timezoneId?: string
}

/** For every test of a file: one browser, and for each test a demo of its own with a page. */
export function useBrowser() {
  let browser: Browser
  beforeAll(async () => {
    if (!existsSync(CHROMIUM))
      throw new Error(`${CHROMIUM} is missing: apt-get install chromium, or set CHROMIUM to a Chromium or Chrome`)
    mkdirSync(PICTURES, { recursive: true })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET })
  })
  afterAll(() => browser?.close())
  return async (opening: Opening = {}): Promise<DemoParts & { page: Page }> => {
    const parts = await startParts({ transport: opening.transport ?? 'socket', warn: () => {} })
    onTestFinished(parts.close)
    const served = await servePage(parts, 0)
    onTestFinished(served.close)
    const context = await browser.newContext({
      viewport: opening.viewport ?? WIDE,
      colorScheme: opening.colorScheme ?? 'light',
      ...(opening.timezoneId && { timezoneId: opening.timezoneId }),
    })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const troubles: string[] = []
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
    onTestFinished(() => expect(troubles).toEqual([]))
    await page.goto(served.url)
    await page.getByRole('button', { name: '# ops' }).waitFor()
    return { ...parts, page }
  }
}

export async function ask(page: Page, command: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(command)
  await page.keyboard.press('Enter')
}

export const picture = (page: Page, name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`) })
export const thread = (page: Page): Locator => page.getByRole('complementary', { name: 'Thread' })
export const dialog = (page: Page): Locator => page.getByRole('dialog')
export const be = (page: Page, name: string) => page.getByLabel('You are').selectOption({ label: name })

/** The visible words of what has the focus. */
export const focused = (page: Page) => page.evaluate('document.activeElement?.textContent')

/** A page that has to be pushed sideways is no page for a phone. */
export async function fitsAcross(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false)
}
