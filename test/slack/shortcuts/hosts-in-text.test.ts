import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src/config/schema.ts'
import { canonicalAddress } from '../../../src/domain/address.ts'
import { saidTo } from '../../../src/slack/events/mention.ts'
import { hostsInText } from '../../../src/slack/shortcuts/hosts-in-text.ts'
import { textOfMessage } from '../../../src/slack/shortcuts/text-of-message.ts'

const host = (name: string, address: string): Host => ({ name, address, port: 22, tags: [] })
const HOSTS = [
  host('web-01', '10.0.0.5'),
  host('web-02', '10.0.0.6'),
  host('db-01', '2001:db8::5'),
  host('mail.example.com', 'mail.internal'),
  host('alertmanager', '10.0.0.9'),
]
const found = (text: string) => hostsInText(text, HOSTS)
const names = (text: string) => found(text).hosts.map(({ name }) => name)

describe('hosts in a message', () => {
  it.each([
    ['[FIRING:1] SshDown instance="web-01:9100" (<http://alertmanager:9093/#/alerts>)', ['web-01', 'alertmanager']],
    ['SshDown web-02: see http://web-01.example.com:3000/d/x', ['web-02', 'web-01']],
    ['web-01, web-02; and WEB-01 again', ['web-01', 'web-02']],
    ['ssh deploy@web-01.example.com -p 2222', ['web-01']],
    ['ssh://deploy@web-02:2222/', ['web-02']],
    ['{"labels":{"severity":"critical","instance":"10.0.0.6:22"}, "seen_by": "web-01"}', ['web-02', 'web-01']],
    ['ssh: connect to host web-01 port 22: Connection refused', ['web-01']],
    ['web-01: ssh_exchange_identification', ['web-01']],
    ['cannot reach [2001:DB8:0::5]:22', ['db-01']],
    ['cannot reach 2001:db8::5.', ['db-01']],
    ['is mail down? (MAIL.internal)', ['mail.example.com']],
    ['mail.example.com. has no SSH', ['mail.example.com']],
    ['“web-01” is `web-01`, *web-01*', ['web-01']],
    ['web-011 and xweb-01 and web-01-old', []],
    ['nothing here', []],
    ['', []],
  ])('“%s”', (text, expected) => {
    expect(names(text)).toEqual(expected)
  })

  it('the address that somebody connects from is told from those of hosts that nobody knows', () => {
    expect(found('I cannot get into web-01 from 203.0.113.7')).toMatchObject({ client: '203.0.113.7', unknown: [] })
    expect(found('web-01 refuses client=203.0.113.7 src=198.51.100.1')).toMatchObject({ client: '203.0.113.7' })
    expect(found('SshDown instance=10.9.9.9:9100')).toEqual({ hosts: [], unknown: ['10.9.9.9'] })
    expect(found('the alert came from 10.0.0.5')).not.toHaveProperty('client')
  })

  it('are hosts of the inventory and addresses, each once, whatever the message holds', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'web-01',
        '10.0.0.6:22',
        'from',
        'instance=',
        '[2001:db8::5]',
        'https://',
        '@',
        ':',
        '[',
        '<!channel>',
        '\u202e',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.ipV4(),
      fc.ipV6(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom(' ', '', '"', '\n'), (pieces, joint) => {
        const { hosts, client, unknown } = found(pieces.join(joint))
        expect(new Set(hosts).size).toBe(hosts.length)
        expect(hosts.every((one) => HOSTS.includes(one))).toBe(true)
        for (const address of [...unknown, ...(client === undefined ? [] : [client])])
          expect(canonicalAddress(address)).toBe(address)
      }),
      { numRuns: 200 },
    )
  })

  it('are found between any words', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom(...'abc <>"\n,()'), maxLength: 8 }), { maxLength: 8 })
    fc.assert(
      fc.property(words, words, (before, after) => {
        expect(names([...before, ' web-02 ', ...after].join(' '))).toContain('web-02')
      }),
    )
  })

  it('are looked for in a bounded part, and quickly', () => {
    const started = performance.now()
    expect(names(`${'x '.repeat(20_000)}web-01`)).toEqual([])
    found('a.'.repeat(10_000))
    found('[:'.repeat(10_000))
    found(`${'://'.repeat(6_000)}x`)
    for (const part of ['<', '<a', '|', '<@', '&lt;']) textOfMessage({ text: `<${part.repeat(9_000)}` })
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('what somebody reads in a message', () => {
  it('stands in its text, its blocks and what another app attached', () => {
    const text = textOfMessage({
      text: 'a &amp; b <http://web-01.example.com|web-01> <@U1> <!channel>',
      user: 'U-not-read',
      blocks: [
        { type: 'rich_text', elements: [{ elements: [{ type: 'link', url: 'http://web-02', text: 'there' }] }] },
      ],
      attachments: [{ id: 1, color: 'danger', title: 'SshDown', fields: [{ title: 'instance', value: 'db-01:9100' }] }],
    })
    for (const part of ['a & b', 'web-01.example.com', 'web-02', 'there', 'SshDown', 'db-01:9100'])
      expect(text).toContain(part)
    for (const part of ['U1', 'channel', 'not-read', 'danger', 'rich_text']) expect(text).not.toContain(part)
  })

  it('is a bounded text, whatever another app sent', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 6 }), (attachments) => {
        expect(textOfMessage({ text: 7, attachments }).length).toBeLessThanOrEqual(40_000)
      }),
    )
    let deep: unknown = 'web-01'
    for (let depth = 0; depth < 5_000; depth++) deep = { text: deep }
    expect(textOfMessage({ attachments: deep })).toBe('')
    expect(textOfMessage(undefined)).toBe('')
  })
})

describe('what is said to the bot', () => {
  it.each([
    ['<@U0BOT> check web-01', ' check web-01'],
    ['hey <@U0BOT|ssh-medic> web-01', ' web-01'],
    ['check web-01 <@U0BOT>', 'check web-01 '],
    ['<@U0BOT>', ''],
    ['<@U0OTHER> web-01', '<@U0OTHER> web-01'],
  ])('“%s”', (text, said) => {
    expect(saidTo('U0BOT', text)).toBe(said)
  })

  it('never holds its own mention', () => {
    const piece = fc.oneof(
      fc.constantFrom('<@U0BOT>', '<@U0BOT|x>', '<@', '>', 'web-01'),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(saidTo('U0BOT', pieces.join(''))).not.toContain('<@U0BOT>')
      }),
    )
  })
})
