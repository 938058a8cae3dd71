import { WebClient } from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { ask, COMMAND, dialog, fitsAcross, focused, PHONE, picture, thread, useBrowser } from './open.ts'

const open = useBrowser()

/** What can be used and has no name for whoever cannot see it. */
const NAMELESS =
  /^\s*- (?:button|link|textbox|combobox|checkbox|radio|menuitem|option|list|log|dialog)(?: \[[^\]]*\])*:?$/m

describe('for whoever listens to the page', () => {
  it('everything that can be used has a name', async () => {
    const { page } = await open()
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().waitFor()
    await thread(page)
      .getByText(/Ruled out/)
      .waitFor()
    expect(await page.locator('body').ariaSnapshot()).not.toMatch(NAMELESS)
    await ask(page, '/ssh-check')
    await dialog(page).getByRole('combobox').waitFor()
    const form = await dialog(page).ariaSnapshot()
    expect(form).toContain('combobox "Host"')
    expect(form).toContain('textbox "The port (optional)"')
    expect(form).not.toMatch(NAMELESS)
  })

  it('the steps of a check are not read out, and what came of it is', async () => {
    const { page, slack } = await open()
    const client = new WebClient('xoxb-demo', { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } })
    const plan = (status: string) => [
      { type: 'plan', title: 'Checking', tasks: [{ type: 'task_card', task_id: 't', title: 'login', status }] },
    ]
    const message = { channel: 'C0OPS', text: 'Checking' }
    await client.apiCall('chat.postMessage', { ...message, blocks: plan('in_progress') })
    const item = page.locator('#messages .message').last()
    await item.getByRole('img', { name: 'under way' }).waitFor()
    expect(await item.getAttribute('aria-busy')).toBe('true')
    await client.apiCall('chat.update', {
      ...message,
      ts: slack.workspace.messages.at(-1)?.ts,
      blocks: plan('complete'),
    })
    await item.getByRole('img', { name: 'done' }).waitFor()
    expect(await item.getAttribute('aria-busy')).toBe('false')
    expect(await page.getByRole('log', { name: 'Messages' }).getAttribute('aria-live')).toBe('polite')
  })

  it('a complaint about a field belongs to that field', async () => {
    const { page } = await open()
    await ask(page, '/ssh-check')
    await dialog(page).getByRole('combobox').waitFor()
    await dialog(page).getByRole('button', { name: 'Check', exact: true }).click()
    const host = dialog(page).getByRole('combobox', { name: 'Host' })
    await dialog(page).getByRole('alert').waitFor()
    expect(await host.getAttribute('aria-invalid')).toBe('true')
    expect(await host.getAttribute('aria-describedby')).toBe(await dialog(page).getByRole('alert').getAttribute('id'))
    expect(await page.evaluate('document.activeElement.id')).toBe('input-host')
  })
})

describe('on a phone', () => {
  it('a form fits, and so does a long word that a host printed', async () => {
    const { page, slack } = await open({ viewport: PHONE })
    const client = new WebClient('xoxb-demo', { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } })
    const text = 'x'.repeat(2_000)
    const blocks = [
      { type: 'section', text: { type: 'plain_text', text } },
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
      },
    ]
    await client.apiCall('chat.postMessage', { channel: 'C0OPS', text: 'x', blocks })
    await page.getByText(text).first().waitFor()
    await fitsAcross(page)
    await ask(page, '/ssh-check')
    await dialog(page).getByRole('combobox').waitFor()
    await fitsAcross(page)
  })
})

describe('without a mouse', () => {
  it('goes from the question to the fix, and back to where it was', async () => {
    const { page } = await open()
    await page.getByLabel('Message', { exact: true }).focus()
    await page.keyboard.type('/ssh')
    await page.getByText('HOST [from IP] [as USER] [port N]').waitFor()
    await page.keyboard.type('-check web-01 from 203.0.113.7\n')
    const unban = page.locator('#messages').getByRole('button', { name: 'Unban 203.0.113.7' })
    await unban.waitFor()
    await unban.focus()
    await page.keyboard.press('Enter')
    const fix = page.getByRole('dialog', { name: 'Fix web-01' })
    await expect.poll(() => focused(page)).toBe('Leave it')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Do it')
    await page.keyboard.press('Enter')
    await thread(page).getByText('Fixed, and proven by fresh evidence').waitFor()
    expect(await fix.isVisible()).toBe(false)
    expect(await focused(page)).toBe('Unban 203.0.113.7')
    await page.keyboard.press('Enter')
    await fix.waitFor()
    await page.keyboard.press('Escape')
    await fix.waitFor({ state: 'hidden' })
    await expect.poll(() => focused(page)).toBe('Unban 203.0.113.7')
  })

  it('walks the menu of a message, and gives the focus back', async () => {
    const { page } = await open()
    const more = page.locator('#messages').getByRole('button', { name: 'More actions' }).first()
    await more.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('Reply in thread')
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toBe('Check SSH')
    await page.keyboard.press('Escape')
    expect(await page.getByRole('menu').count()).toBe(0)
    expect(await focused(page)).toBe('⋮')
  })

  it('picks a host in the form by typing a part of its name', async () => {
    const { page } = await open()
    await ask(page, '/ssh-check')
    const host = dialog(page).getByRole('combobox', { name: 'Host' })
    await host.waitFor()
    await page.keyboard.type('web')
    await expect.poll(() => dialog(page).getByRole('option').first().textContent()).toMatch(/web-01/)
    await picture(page, 'picker-wide')
    await page.keyboard.press('Enter')
    expect(await host.inputValue()).toMatch(/web-01/)
    expect(await dialog(page).getByRole('listbox').isVisible()).toBe(false)
    await page.keyboard.press('Tab')
    await page.keyboard.type('203.0.113.7')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().waitFor()
  })
})
