import { describe, expect, it } from 'vitest'
import { renderHead } from '../../../src/slack/blocks/head.ts'
import { renderReply } from '../../../src/slack/blocks/reply.ts'
import { asked, banned, bannedRun, diagnosedAs, unbanned } from '../fixtures.ts'
import { buttonsIn, complaintsOf, seen } from '../rules.ts'

const buttons = {
  offers: [{ label: 'Unban 203.0.113.7', offerId: 'offer-1', risk: 'safe' as const }],
  recheck: 'again-1',
}
const none = { offers: [] }

describe('the head', () => {
  it('says the cause before anything else, then who is kept out and since when', () => {
    const message = renderHead({ state: 'done', asked, diagnosed: bannedRun }, buttons)
    expect(complaintsOf(message)).toEqual([])
    expect(message.text).toBe('web-01 from 203.0.113.7 as deploy: fail2ban has banned the client')
    expect(seen(message).startsWith(message.text)).toBe(true)
    expect(seen(message)).toContain("fail2ban's jail sshd has banned 203.0.113.7 until 14:02")
    expect(seen(message)).toContain('Affected: only this client. Since 2026-11-21 12:02:11.')
  })

  it('offers the fix and a new check, each by an opaque id', () => {
    expect(buttonsIn(renderHead({ state: 'done', asked, diagnosed: bannedRun }, buttons))).toEqual([
      { label: 'Unban 203.0.113.7', action: 'offer:0', value: 'offer-1' },
      { label: 'Check again', action: 'recheck:0', value: 'again-1' },
    ])
  })

  it('tells how to fix from the bastion where nobody may fix from Slack', () => {
    const message = renderHead({ state: 'done', asked, diagnosed: bannedRun }, none)
    expect(buttonsIn(message)).toEqual([])
    expect(seen(message)).toContain('ssh-medic fix web-01 fail2ban-unban jail=sshd ip=203.0.113.7')
  })

  it('says before any button that the address was remembered, whose it is and since when', () => {
    const remembered = { ...asked, addressToldAt: '2026-11-20T14:02:11.000Z' }
    const message = renderHead({ state: 'done', asked: remembered, diagnosed: bannedRun }, buttons)
    const note = '203.0.113.7 is the address that Ada told me on 2026-11-20 14:02 UTC. Connecting from elsewhere?'
    const at = (text: string) => JSON.stringify(message.blocks).indexOf(text)
    expect(seen(message)).toContain(note)
    expect(at(note)).toBeLessThan(at('offer:0'))
    expect(seen(renderHead({ state: 'done', asked, diagnosed: bannedRun }, buttons))).not.toContain('told me')
  })

  it('names what else was found after the answer', () => {
    const other = { ...banned, title: 'ufw denies the client', summary: 'Rule 3 denies 203.0.113.0/24' }
    const message = renderHead({ state: 'done', asked, diagnosed: diagnosedAs({ findings: [banned, other] }) }, buttons)
    expect(seen(message)).toContain('Also: ufw denies the client. \nRule 3 denies 203.0.113.0/24')
  })

  it('says that SSH works, and asks for the address of who is still locked out', () => {
    const diagnosed = diagnosedAs({ verdict: 'healthy' }, false)
    const message = renderHead({ state: 'done', asked, diagnosed }, none)
    expect(message.text).toBe('web-01 as deploy: SSH works')
    expect(seen(message)).toContain('/ssh-check web-01 from ADDRESS')
  })

  it('does not ask for an address that was given', () => {
    const message = renderHead({ state: 'done', asked, diagnosed: diagnosedAs({ verdict: 'healthy' }) }, none)
    expect(seen(message)).not.toContain('from ADDRESS')
  })

  it('admits that it cannot tell, and gives the command that would decide', () => {
    const untested = [{ cause: 'cloud-firewall', because: 'no login was possible', decide: 'sudo nft list ruleset' }]
    const diagnosed = diagnosedAs({ verdict: 'undetermined', untested })
    const message = renderHead({ state: 'done', asked, diagnosed }, none)
    expect(message.text).toContain('I cannot tell yet')
    expect(seen(message)).toContain('sudo nft list ruleset')
  })

  it('says how to start a worker while none is up', () => {
    const message = renderHead({ state: 'queued', asked, waiting: 'no worker of bastion-a is running' }, none)
    expect(complaintsOf(message)).toEqual([])
    expect(seen(message)).toContain('no worker of bastion-a is running')
    expect(seen(message)).toContain('ssh-medic worker')
  })

  it('shows each step with its state and time while it runs', () => {
    const steps = [
      { name: 'connect', state: 'done' as const, detail: 'connected', ms: 12 },
      { name: 'login', state: 'running' as const },
      { name: 'banner', state: 'failed' as const, ms: 8_040 },
    ]
    const message = renderHead({ state: 'running', asked, steps }, none)
    expect(complaintsOf(message)).toEqual([])
    expect(message.blocks[0]).toMatchObject({
      type: 'plan',
      tasks: [
        { title: 'connect (12 ms)', status: 'complete' },
        { title: 'login', status: 'in_progress' },
        { title: 'banner (8.0 s)', status: 'error' },
      ],
    })
  })

  it('says what to do when the check itself failed', () => {
    const message = renderHead({ state: 'failed', asked, problem: 'The worker stopped.', todo: 'Ask again.' }, none)
    expect(seen(message)).toContain('What to do: \nAsk again.')
  })
})

describe('a reply', () => {
  it('quotes the proof verbatim under the command that printed it', () => {
    const message = renderReply({ kind: 'details', diagnosed: bannedRun }, none)
    expect(complaintsOf(message)).toEqual([])
    expect(message.blocks[1]).toEqual({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_preformatted',
          elements: [{ type: 'text', text: '$ sudo -n fail2ban-client get sshd banip --with-time\n203.0.113.7' }],
        },
      ],
    })
    expect(seen(message)).toContain('Ruled out: \nufw-deny, sshd-stopped')
  })

  it('gives the deciding command for what could not be tested', () => {
    const untested = [{ cause: 'nologin', because: 'no login was possible', decide: 'ls /etc/nologin /run/nologin' }]
    const message = renderReply({ kind: 'details', diagnosed: diagnosedAs({ findings: [banned], untested }) }, none)
    expect(seen(message)).toContain('ls /etc/nologin /run/nologin')
  })

  it('says that a fix is proven, for whom it was done, and offers the way back', () => {
    const undo = { offers: [{ label: 'Undo: Unban 203.0.113.7', offerId: 'offer-2' }] }
    const message = renderReply({ kind: 'action', action: unbanned }, undo)
    expect(complaintsOf(message)).toEqual([])
    expect(message.text).toBe('web-01: Fixed, and proven by fresh evidence')
    expect(seen(message)).toContain('Before: 203.0.113.7 is banned in sshd.')
    expect(seen(message)).toContain('for Ada')
    expect(buttonsIn(message)).toEqual([{ label: 'Undo: Unban 203.0.113.7', action: 'offer:0', value: 'offer-2' }])
  })

  it('does not call an undo a fix', () => {
    const message = renderReply({ kind: 'action', action: { ...unbanned, direction: 'undo' } }, none)
    expect(message.text).toBe('web-01: Undone: it is as it was before')
  })

  it.each([
    ['not-fixed', 'Not fixed'],
    ['inconclusive', 'Cannot tell whether it is fixed'],
    ['nothing-to-do', 'Nothing to do'],
    ['refused', 'Not done'],
  ] as const)('calls the outcome %s “%s”', (outcome, words) => {
    expect(renderReply({ kind: 'action', action: { ...unbanned, outcome } }, none).text).toBe(`web-01: ${words}`)
  })

  it('lets no note mention or ping anybody', () => {
    const message = renderReply({ kind: 'note', text: 'Nothing was changed: <!channel> & <@U1>' }, none)
    expect(message.text).toBe('Nothing was changed: &lt;!channel&gt; &amp; &lt;@U1&gt;')
    expect(complaintsOf(message)).toEqual([])
  })
})
