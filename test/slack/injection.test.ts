import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../src/config/schema.ts'
import { scriptCommand } from '../../src/evidence/compose.ts'
import type { Offer } from '../../src/queue/desk.ts'
import { argvsOf } from '../../src/remedies/commands.ts'
import { deadManFor } from '../../src/remedies/dead-man.ts'
import type { Argv, Remedy } from '../../src/remedies/define.ts'
import { remedies } from '../../src/remedies/index.ts'
import { markArgv } from '../../src/remedies/mark.ts'
import { quoteArgv } from '../../src/remedies/quote-argv.ts'
import { understand } from '../../src/slack/about.ts'
import { inCode, say } from '../../src/slack/answer.ts'
import { renderReply } from '../../src/slack/blocks/reply.ts'
import { renderRequest } from '../../src/slack/blocks/request.ts'
import { findHost } from '../../src/slack/commands/find-host.ts'
import { parseCommand } from '../../src/slack/commands/parse-command.ts'
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
const WEB: Host = { name: 'web-01', address: '10.0.0.5', port: 22, user: 'medic', tags: [] }

const PER_REMEDY = 150
const THOUSAND = 1_000
/** Properties are at the mercy of whatever else the machine does. */
const PATIENT = { timeout: 180_000 }

/** What the remedy takes, but for some of it. */
function spoilt({ example }: Remedy): fc.Arbitrary<Record<string, string>> {
  const values = Object.values(example)
  const almost = fc
    .tuple(fc.constantFrom(...values, ''), fc.constantFrom(...NASTY), fc.boolean())
    .map(([good, bad, first]) => (first ? `${bad}${good}` : `${good}${bad}`))
  const keys = fc.constantFrom(...Object.keys(example), 'more')
  return fc
    .dictionary(keys, fc.oneof(hostile, almost), { minKeys: 1, maxKeys: 3 })
    .map((some) => ({ ...example, ...some }))
}

/** All that would be run for these arguments, in both directions, timed undo and mark included; nothing when they are refused. */
function argvsFor(remedy: Remedy, given: Record<string, string>): Argv[] {
  const parsed = remedy.args.safeParse(given)
  if (!parsed.success) return []
  const both = (['do', 'undo'] as const).flatMap((direction) => [
    ...(argvsOf(remedy, parsed.data, direction, 'medic') ?? []),
    ...timersFor(remedy.rescue?.(parsed.data, direction) ?? []),
  ])
  return [...both, markArgv(Object.values(given).join())]
}

const timersFor = (argvs: Argv[]): Argv[] =>
  [true, false].flatMap((systemd) => deadManFor({ argvs, afterS: 180, orderId: 'o', login: 'medic', systemd }).arm)

/** What a shell makes of command lines: the words of each, as a program would get them. */
function asShellReads(lines: readonly string[]): string[] {
  const script = lines.map((line) => `printf '%s\\0' x ${line} END`).join('\n')
  const printed = execFileSync('sh', { input: script, maxBuffer: 256 * 1024 * 1024 }).toString()
  return printed.split('END\0').slice(0, -1)
}
const asSent = (words: readonly string[]) => Buffer.from(['x', ...words, ''].join('\0')).toString()

describe('1,000 hostile arguments', PATIENT, () => {
  it('of every remedy reach no shell: each is refused, or is one word of one command', () => {
    const samples = remedies.flatMap((remedy) =>
      fc.sample(spoilt(remedy), PER_REMEDY).map((given) => ({ remedy, given })),
    )
    const argvs = samples.flatMap(({ remedy, given }) => argvsFor(remedy, given))
    expect(samples.length).toBeGreaterThanOrEqual(THOUSAND)
    expect(asShellReads(argvs.map(quoteArgv))).toEqual(argvs.map(asSent))
  })

  it('that a remedy may let through one day are words all the same', () => {
    const argvs = fc
      .sample(fc.tuple(hostile, hostile), THOUSAND)
      .map((words): Argv => ['echo', ...words])
      .filter((words) => words.every((one) => !one.includes('\0')))
    expect(asShellReads(argvs.map(quoteArgv))).toEqual(argvs.map(asSent))
  })

  it('of /ssh-check are refused, or are words that the evidence script gets as they are', () => {
    const typed = fc.sample(fc.tuple(hostile, hostile, hostile, hostile), THOUSAND)
    const lines = typed.map(([host, ip, user, port]) => `${host} from ${ip} as ${user} port ${port}`)
    // Whole lines are seldom understood: each word is hostile once among good ones, too.
    const almost = typed.flatMap(([bad]) => [
      `web-01 from ${bad} as deploy`,
      `web-01 from 203.0.113.7 as ${bad}`,
      `web-01 port ${bad}`,
      `${bad} from 203.0.113.7`,
    ])
    const checks = [...lines, ...almost].flatMap((line) => {
      const parsed = parseCommand(line)
      return parsed.kind === 'check' ? [parsed.check] : []
    })
    const commands = checks.map(({ client, user, port }) => {
      const subject = { ...(client && { client }), ...(user && { user }), ...(port && { port }) }
      return scriptCommand({ nonce: 'n', ...subject }).replace(/^exec sh -s -- /, '')
    })
    expect(checks.length).toBeGreaterThan(100)
    expect(asShellReads(commands)).toEqual(
      checks.map(({ client = '-', user = '-', port = '-' }) => asSent(['n', client, user, String(port)])),
    )
    expect(checks.filter(({ host }) => findHost(host, [WEB]).found).every(({ host }) => host === 'web-01')).toBe(true)
  })

  it('in what one person is told reach no mention and no link', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(`${say`I do not know a host “${text}”.`}${inCode(text)}`).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/)
        expect(inCode(text).slice(1, -1)).not.toContain('`')
      }),
      { numRuns: THOUSAND },
    )
  })

  it('reach no markup of Slack: in requests, notes and results they stay words', () => {
    const over = fc.option(hostile, { nil: undefined })
    const asked = fc.record({ what: hostile, command: hostile, asker: hostile, reason: hostile, over })
    fc.assert(
      fc.property(asked, (one) => {
        const request = renderRequest({
          ...{ known: true, requestId: 'r', approvals: 1, until: '14:02 UTC' },
          ...one,
          approvers: { users: [], groups: [] },
          over: one.over,
        })
        const note = renderReply({ kind: 'note', text: `${one.asker} ordered. Reason: ${one.reason}` }, { offers: [] })
        expect([...complaintsOf(request), ...complaintsOf(note)]).toEqual([])
      }),
      { numRuns: THOUSAND },
    )
  })

  it('reach no markup of a preview: nothing in it is parsed', () => {
    const offer: Offer = {
      ...{ runId: 'r', host: 'web-01', vantage: 'v', remedy: 'fail2ban-unban', direction: 'do', evidence: '' },
      ...{ args: { jail: 'sshd', ip: '203.0.113.7' }, command: 'c' },
    }
    const about = understand(offer, [WEB])
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
      { numRuns: THOUSAND },
    )
  })
})
