import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ask, be, COMMAND, dialog, fitsAcross, PHONE, picture, thread, useBrowser } from './open.ts'

const open = useBrowser()

/** The alert of the watched host, with its thread beside it, as soon as its cause is known. */
async function openAlert(page: Page) {
  const unread = page.locator('#channels .unread').filter({ hasText: 'alerts' })
  await unread.click()
  await unread.waitFor({ state: 'detached' })
  const head = page.locator('#messages .message').filter({ hasText: 'cache-01: SSH fails' })
  await head.getByText('The cause:').waitFor()
  await head.getByRole('button', { name: /^Start/ }).waitFor()
  await head.getByRole('button', { name: /repl(y|ies)$/ }).click()
  await thread(page).getByText('Asked by the watch').waitFor()
  return page.locator('#messages .message').filter({ hasText: 'cache-01' })
}

describe.each(['socket', 'http'] as const)('the demo over %s', (transport) => {
  it('goes from the question to a verified fix and back', async () => {
    const { page } = await open({ transport })
    await ask(page, COMMAND)
    const unban = page.getByRole('button', { name: 'Unban 203.0.113.7' }).first()
    await unban.waitFor()
    await thread(page).getByText("[{'sshd': ['203.0.113.7']}]").waitFor()
    await thread(page)
      .getByText(/Ruled out/)
      .waitFor()
    if (transport === 'socket') await picture(page, 'report-wide')

    await unban.click()
    await dialog(page).getByText('sudo -n fail2ban-client set sshd unbanip 203.0.113.7').waitFor()
    if (transport === 'socket') await picture(page, 'preview-wide')
    await dialog(page).getByRole('button', { name: 'Do it' }).click()
    await thread(page).getByText('Fixed, and proven by fresh evidence').waitFor()
    expect(await dialog(page).isVisible()).toBe(false)
    if (transport === 'socket') await picture(page, 'fixed-wide')

    await thread(page).getByRole('button', { name: /^Undo/ }).click()
    await dialog(page).getByRole('button', { name: 'Undo it' }).click()
    await thread(page).getByText('Undone: it is as it was before').waitFor()
  })

  it('tells of a watched host that fails, and closes the alert once it is fixed from its thread', async () => {
    const { page } = await open({ transport })
    const head = await openAlert(page)
    await head.getByRole('button', { name: 'Take it' }).click()
    await head.getByText('Ana has it.').waitFor()
    if (transport === 'socket') await picture(page, 'alert-wide')
    await head.getByRole('button', { name: /^Start/ }).click()
    await dialog(page).getByText('sudo -n systemctl start ssh.service').waitFor()
    await dialog(page).getByRole('button', { name: 'Do it' }).click()
    await thread(page).getByText('Fixed, and proven by fresh evidence').waitFor()
    await head.getByText(/Resolved after/).waitFor()
    await head.getByText(/Ana fixed it/).waitFor()
    expect(await page.locator('#messages .message').filter({ hasText: 'cache-01' }).count()).toBe(1)
    if (transport === 'socket') await picture(page, 'alert-resolved-wide')
  })

  it('answers an alert of another app by the shortcut at its message', async () => {
    const { page } = await open({ transport })
    const alert = page.locator('#messages .message').filter({ hasText: 'SSHDown' })
    await alert.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Check SSH' }).click()
    expect(await dialog(page).getByRole('combobox').inputValue()).toContain('edge-01')
    expect(
      await dialog(page)
        .getByLabel(/address/i)
        .inputValue(),
    ).toBe('203.0.113.7')
    if (transport === 'socket') await picture(page, 'form-wide')
    await dialog(page).getByRole('button', { name: 'Check', exact: true }).click()
    await alert.getByRole('button', { name: /repl(y|ies)$/ }).click()
    await thread(page).getByRole('button', { name: /^Let/ }).click()
    await dialog(page).getByRole('button', { name: 'Do it' }).click()
    await thread(page).getByText('Fixed, and proven by fresh evidence').waitFor()
    await page.getByLabel('Reply').fill('@ssh-medic check db-01 from 203.0.113.7')
    await page.keyboard.press('Enter')
    await thread(page).getByText('db-01 from 203.0.113.7').last().waitFor()
  })

  it('has a second person approve what is done in production', async () => {
    const { page } = await open({ transport })
    await ask(page, '/ssh-check app-01 as deploy')
    await page.locator('#messages').getByRole('button', { name: /keys/ }).click()
    await dialog(page).getByText('sudo -n chmod go-w /home/deploy/.ssh').waitFor()
    await dialog(page)
      .getByLabel(/^Why\?/)
      .fill('deploy cannot log in')
    await dialog(page).getByRole('button', { name: 'Ask for approval' }).click()
    await thread(page).getByText('Ana asks for approval').waitFor()
    if (transport === 'socket') await picture(page, 'approval-wide')
    await be(page, 'Cara')
    await thread(page)
      .getByRole('button', { name: /^Approve/ })
      .click()
    await dialog(page).getByText('Because: deploy cannot log in').waitFor()
    await dialog(page).getByRole('button', { name: 'Approve it' }).click()
    await thread(page).getByText('Fixed, and proven by fresh evidence').waitFor()
  })
})

describe('the tour', () => {
  it('tells what to try, goes on when it is done, and can be put away', async () => {
    const { page } = await open()
    const tour = page.getByRole('complementary', { name: 'What to try' })
    await tour.getByText('1 of').waitFor()
    await tour.getByRole('button', { name: COMMAND }).click()
    await page.keyboard.press('Enter')
    await tour.getByText('2 of').waitFor()
    await tour.getByRole('button', { name: 'Skip' }).click()
    await tour.getByText('3 of').waitFor()
    await tour.getByRole('button', { name: 'Hide tips' }).click()
    expect(await tour.isVisible()).toBe(false)
    expect(await page.evaluate('document.activeElement.id')).toBe('line')
  })
})

describe('the demo’s page', () => {
  it.each(['light', 'dark'] as const)('can be used on a phone (%s)', async (colorScheme) => {
    const { page } = await open({ viewport: PHONE, colorScheme })
    await fitsAcross(page)
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).waitFor()
    await picture(page, `report-phone-${colorScheme}`)
    await fitsAcross(page)
    await page
      .locator('#messages .message')
      .last()
      .getByRole('button', { name: /repl(y|ies)$/ })
      .click()
    await thread(page)
      .getByText(/Ruled out/)
      .waitFor()
    await picture(page, `thread-phone-${colorScheme}`)
    await fitsAcross(page)
    await page.getByRole('button', { name: 'Close thread' }).click()
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).click()
    await dialog(page).getByText('This runs on web-01').waitFor()
    await picture(page, `preview-phone-${colorScheme}`)
    await fitsAcross(page)
  })

  it.each(['light', 'dark'] as const)('shows an alert on a phone, open and resolved (%s)', async (colorScheme) => {
    const { page } = await open({ viewport: PHONE, colorScheme })
    const head = await openAlert(page)
    await picture(page, `alert-thread-phone-${colorScheme}`)
    await fitsAcross(page)
    await page.getByRole('button', { name: 'Close thread' }).click()
    await picture(page, `alert-phone-${colorScheme}`)
    await fitsAcross(page)
    await head.getByRole('button', { name: /^Start/ }).click()
    await dialog(page).getByRole('button', { name: 'Do it' }).click()
    await head.getByText(/Resolved after/).waitFor()
    await picture(page, `alert-resolved-phone-${colorScheme}`)
    await fitsAcross(page)
  })

  it('shows a check that is under way, which can be cancelled', async () => {
    const { page, slack } = await open()
    // Slack is in no hurry, so that there is time to look.
    slack.faults.add({ method: 'chat.update', status: 429, retryAfter: 3 })
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Cancel' }).waitFor()
    await picture(page, 'progress-wide')
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().waitFor()
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0)
  })

  it('has the evidence as a file in the thread, for whoever wants all of it', async () => {
    const { page } = await open()
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().waitFor()
    await page.locator('#messages').getByRole('button', { name: 'Evidence' }).click()
    const file = thread(page)
      .getByRole('link', { name: /evidence/i })
      .first()
    await file.waitFor()
    await picture(page, 'evidence-wide')
    const answer = await page.request.get(new URL((await file.getAttribute('href')) ?? '', page.url()).href)
    expect(answer.headers()['content-type']).toContain('text/plain')
    expect(await answer.text()).toContain('fail2ban-client')
  })

  it('tells somebody who may not fix why, and nobody else', async () => {
    const { page } = await open()
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().waitFor()
    await be(page, 'Ben')
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().click()
    await page.getByText('Only visible to you').waitFor()
    await page.getByText(/Not for you, sorry/).waitFor()
    await picture(page, 'refused-wide')
    await be(page, 'Ana')
    await expect.poll(() => page.getByText(/Not for you, sorry/).count()).toBe(0)
  })

  it('helps with a typo, and with a host that does not answer', async () => {
    const { page } = await open()
    await ask(page, '/ssh-check web-1')
    await page
      .getByText(/web-01/)
      .first()
      .waitFor()
    await ask(page, '/ssh-check old-01')
    await page
      .getByText(/sshd is not running/)
      .first()
      .waitFor()
    await picture(page, 'unreachable-wide')
  })

  it('opens the thread of the newest question, and can be used at night', async () => {
    const { page } = await open({ colorScheme: 'dark' })
    await ask(page, '/ssh-check db-01 from 203.0.113.7')
    await thread(page).getByText('db-01 from 203.0.113.7').first().waitFor()
    await ask(page, COMMAND)
    await thread(page).getByText("[{'sshd': ['203.0.113.7']}]").waitFor()
    await picture(page, 'report-wide-dark')
  })

  it('shows somebody of another company the shared channel alone', async () => {
    const { page } = await open()
    await be(page, 'Eve (other company)')
    await expect
      .poll(() => page.getByRole('list', { name: 'Channels' }).getByRole('button').allTextContents())
      .toEqual(['# with-partner'])
    await ask(page, '/ssh-check web-01')
    await page.getByText(/only its members can run it/).waitFor()
  })
})
