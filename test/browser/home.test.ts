import { describe, expect, it } from 'vitest'
import { ask, be, COMMAND, dialog, fitsAcross, PHONE, picture, thread, useBrowser } from './open.ts'

const open = useBrowser()

describe.each(['socket', 'http'] as const)('the Home tab over %s', (transport) => {
  it('shows what fails, who has to approve, and checks a host by a button', async () => {
    const { page } = await open({ transport })
    await ask(page, COMMAND)
    await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().waitFor()
    await ask(page, '/ssh-check app-01 as deploy')
    await page.locator('#messages').getByRole('button', { name: /keys/ }).click()
    await dialog(page)
      .getByLabel(/^Why\?/)
      .fill('deploy cannot log in')
    await dialog(page).getByRole('button', { name: 'Ask for approval' }).click()
    await thread(page).getByText('Ana asks for approval').waitFor()

    await be(page, 'Cara')
    await page.locator('#apps').getByRole('button', { name: 'ssh-medic' }).click()
    const home = page.locator('#home')
    await home.getByText('Waiting for your approval').waitFor()
    await home.getByText('fail2ban has banned the client').waitFor()
    expect(await home.getByText(/asked by Ana/).count()).toBe(1)
    if (transport === 'socket') await picture(page, 'home-wide')

    await home.getByRole('button', { name: 'Check db-01' }).click()
    expect(await dialog(page).getByRole('combobox').inputValue()).toContain('db-01')
    await dialog(page).getByRole('button', { name: 'Check', exact: true }).click()
    await page.getByRole('list', { name: 'Channels' }).getByRole('button', { name: 'ssh-medic' }).click()
    await page.locator('#messages').getByText('db-01').first().waitFor()

    await page.locator('#apps').getByRole('button', { name: 'ssh-medic' }).click()
    await home.getByRole('link', { name: 'thread' }).first().click()
    await thread(page)
      .getByRole('button', { name: /^Approve/ })
      .waitFor()
  })
})

it.each(['light', 'dark'] as const)('the Home tab fits across a phone, %s', async (colorScheme) => {
  const { page } = await open({ viewport: PHONE, colorScheme })
  await ask(page, COMMAND)
  await page.getByRole('button', { name: 'Unban 203.0.113.7' }).first().waitFor()
  await page.locator('#apps').getByRole('button', { name: 'ssh-medic' }).click()
  await page.locator('#home').getByText('Failing now').waitFor()
  await fitsAcross(page)
  await picture(page, `home-phone-${colorScheme}`)
})
