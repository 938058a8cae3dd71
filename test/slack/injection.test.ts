import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../src/config/schema.ts'
import type { Offer } from '../../src/queue/desk.ts'
import { argvsOf } from '../../src/remedies/commands.ts'
import { remedies, remedyOf } from '../../src/remedies/index.ts'
import { quoteArgv } from '../../src/remedies/quote-argv.ts'
import { understand } from '../../src/slack/about.ts'
import { renderReply } from '../../src/slack/blocks/reply.ts'
import { renderRequest } from '../../src/slack/blocks/request.ts'
import { previewOf } from '../../src/slack/views/preview.ts'
import { complaintsOf } from './rules.ts'

/** What reaches us from Slack, from hosts and from Redis, and would like to be a command or a mention. */
const NASTY = [
  '$(reboot)',
  '`reboot`',
  ';reboot',
  '|reboot',
  '&& reboot #',
  "'; reboot; '",
  '"; reboot; "',
  '\nreboot\n',
  '--config=/etc/shadow',
  '-oProxyCommand=reboot',
  '../../etc/shadow',
  ['$', '{IFS}reboot'].join(''),
  '<!channel>',
  '<!everyone|x>',
  '<@U012AB3CD>',
  '<https://evil.example|click>',
  '*bold* _i_ ~s~ `code`',
  '\u202e\u0000\u001b[31m',
  '&lt;!here&gt;',
]
const VALID = ['203.0.113.7', '2001:db8::7', 'sshd', 'recidive', 'web-01', 'deploy', '22']
const word = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.constantFrom(...VALID),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('')) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...VALID), fc.constantFrom(...NASTY)).map((pair) => pair.join('')) },
)
const KEYS = ['jail', 'ip', 'client', 'user', 'unit', 'path', 'port', 'set', 'zone', 'table', 'chain', 'daemon']
const args = fc.dictionary(fc.constantFrom(...KEYS), hostile, { maxKeys: 4 })

describe('1,000 hostile arguments', () => {
  it('reach no shell: each is refused, or is one word of one command for any shell', () => {
    const samples = fc.sample(fc.tuple(fc.constantFrom(...remedies.map(({ id }) => id)), args, hostile), 1_000)
    const argvs = samples.flatMap(([id, given, free]) => {
      const remedy = remedyOf(id)
      const parsed = remedy?.args.safeParse(given)
      const planned = remedy && parsed?.success ? (argvsOf(remedy, parsed.data, 'do', 'root') ?? []) : []
      // The words alone, too: whatever a remedy may let through one day.
      return free.includes('\0') ? planned : [...planned, ['echo', free, ...Object.values(given)] as const]
    })
    const plain = argvs.filter((argv) => argv.every((one) => !one.includes('\0')))
    const script = plain.map((argv) => `printf '%s\\0' ${quoteArgv(['x', ...argv])} END`).join('\n')
    const printed = execFileSync('sh', { input: script, maxBuffer: 64 * 1024 * 1024 }).toString()
    const back = printed.split('END\0').slice(0, -1)
    const sent = plain.map((argv) => Buffer.from(['x', ...argv, ''].join('\0')).toString())
    expect(back).toEqual(sent)
  })

  it('reach no markup of Slack: in requests, notes and results they stay words', () => {
    const asked = fc.record({ what: hostile, command: hostile, asker: hostile, reason: hostile })
    fc.assert(
      fc.property(asked, (one) => {
        const request = renderRequest({
          ...{ known: true, requestId: 'r', approvals: 1, until: '14:02 UTC' },
          ...one,
          approvers: { users: [], groups: [] },
        })
        const note = renderReply({ kind: 'note', text: `${one.asker} ordered. Reason: ${one.reason}` }, { offers: [] })
        expect([...complaintsOf(request), ...complaintsOf(note)]).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('reach no markup of a preview: nothing in it is parsed', () => {
    const host: Host = { name: 'web-01', address: '10.0.0.5', port: 22, user: 'medic', tags: [] }
    const offer: Offer = {
      ...{ runId: 'r', host: 'web-01', vantage: 'v', remedy: 'fail2ban-unban', direction: 'do', evidence: '' },
      ...{ args: { jail: 'sshd', ip: '203.0.113.7' }, command: 'c' },
    }
    const about = understand(offer, [host])
    fc.assert(
      fc.property(hostile, hostile, (name, reason) => {
        if (!about) throw new Error('the offer is not understood')
        const at = '2026-11-21T06:00:00.000Z'
        const view = previewOf({
          about,
          metadata: { offerId: 'o', channel: 'C1' },
          vantage: name,
          demands: { approvals: 1, reason: true, typeHost: true },
          approvers: name,
          mayBreakGlass: true,
          news: reason,
          request: { offerId: 'o', by: { id: 'U1', name }, reason, channel: 'C1', approvals: 1, at, expiresAt: at },
        })
        expect(JSON.stringify(view)).not.toContain('"mrkdwn"')
      }),
      { numRuns: 500 },
    )
  })
})
