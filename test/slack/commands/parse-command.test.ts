import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../../src/slack/commands/parse-command.ts'

describe('the words after /ssh-check', () => {
  it.each([
    ['web-01', { host: 'web-01' }],
    ['  web-01   from 203.0.113.7 ', { host: 'web-01', client: '203.0.113.7' }],
    [
      'from 203.0.113.7 as deploy port 2222 web-01',
      { host: 'web-01', client: '203.0.113.7', user: 'deploy', port: 2222 },
    ],
    [
      'port 2222 web-01 AS deploy FROM 203.0.113.7',
      { host: 'web-01', client: '203.0.113.7', user: 'deploy', port: 2222 },
    ],
    [
      'web-01 --from 203.0.113.7 --user deploy --port 2222',
      { host: 'web-01', client: '203.0.113.7', user: 'deploy', port: 2222 },
    ],
    ['web-01 --from=203.0.113.7 -p 2222', { host: 'web-01', client: '203.0.113.7', port: 2222 }],
    ['web-01 —from 203.0.113.7', { host: 'web-01', client: '203.0.113.7' }],
    ['deploy@web-01:2222', { host: 'web-01', user: 'deploy', port: 2222 }],
    ['ssh://deploy@web-01', { host: 'web-01', user: 'deploy' }],
    [
      '<http://web-01.example.com|web-01.example.com> from 203.0.113.7',
      { host: 'web-01.example.com', client: '203.0.113.7' },
    ],
    ['<http://web-01.example.com>', { host: 'web-01.example.com' }],
    ['<mailto:deploy@web-01.example.com|deploy@web-01.example.com>', { host: 'web-01.example.com', user: 'deploy' }],
    ['web-01 from <http://203.0.113.7|203.0.113.7>', { host: 'web-01', client: '203.0.113.7' }],
    ['web-01 from ::ffff:203.0.113.7', { host: 'web-01', client: '203.0.113.7' }],
    ['web-01 from 2001:DB8::7', { host: 'web-01', client: '2001:db8::7' }],
    ['“web-01” from `203.0.113.7`', { host: 'web-01', client: '203.0.113.7' }],
    ['web-01 web-01', { host: 'web-01' }],
    ['client from 203.0.113.7', { host: 'client', client: '203.0.113.7' }],
  ])('are understood in “%s”', (text, check) => {
    expect(parseCommand(text)).toEqual({ kind: 'check', check })
  })

  it.each([
    ['check web-01 from 203.0.113.7', { host: 'web-01', client: '203.0.113.7' }],
    ['Check web-01', { host: 'web-01' }],
    ['ssh-check web-01', { host: 'web-01' }],
    ['/ssh-check check web-01', { host: 'web-01' }],
    ['check hosts', { host: 'hosts' }],
    ['check me', { host: 'me' }],
    ['check-01', { host: 'check-01' }],
  ])('may begin with what is said to a colleague: “%s”', (text, check) => {
    expect(parseCommand(text)).toEqual({ kind: 'check', check })
  })

  it.each([
    ['', { kind: 'nothing' }],
    ['   ', { kind: 'nothing' }],
    ['/ssh-check', { kind: 'nothing' }],
    ['me', { kind: 'own-address', wish: 'show' }],
    ['me forget', { kind: 'own-address', wish: 'forget' }],
    ['Me 203.0.113.7', { kind: 'own-address', wish: { remember: '203.0.113.7' } }],
    ['me <http://203.0.113.7|203.0.113.7>', { kind: 'own-address', wish: { remember: '203.0.113.7' } }],
    ['me [2001:DB8::7]', { kind: 'own-address', wish: { remember: '2001:db8::7' } }],
    ['hosts', { kind: 'hosts', filter: [] }],
    ['HOSTS prod web', { kind: 'hosts', filter: ['prod', 'web'] }],
    ['history', { kind: 'history' }],
    ['history web-01', { kind: 'history', host: 'web-01' }],
    ['history <http://web-01.example.com|web-01.example.com>', { kind: 'history', host: 'web-01.example.com' }],
    ['pause the release', { kind: 'switch', pause: true, reason: 'the release' }],
  ])('are more than checks: “%s”', (text, parsed) => {
    expect(parseCommand(text)).toEqual(parsed)
  })

  it.each(['help', 'HELP', '--help', '?'])('ask for help in “%s”', (text) => {
    expect(parseCommand(text)).toEqual({ kind: 'help' })
  })

  it.each([
    ['from 203.0.113.7', 'Which host?'],
    ['web-01 from me', '“me” is not an IP address'],
    ['web-01 from me', 'Yours is used without “from”, once you told it'],
    ['web-01 from 203.0.113.0/24', '“203.0.113.0/24” is not an IP address'],
    ['web-01 from', 'Something is missing after “from”'],
    ['web-01 from=', 'Something is missing after “from=”'],
    ['web-01 db-01', 'One host at a time, please: “web-01” or “db-01”?'],
    ['web-01 as deploy as root', '“deploy” or “root”?'],
    ['web-01 as de;ploy;rm', 'is not a login name'],
    ['web-01 as $(reboot)', '“$(reboot)” is not a login name'],
    ['web-01 port 70000', '“70000” is not a port'],
    ['web-01 port ssh', '“ssh” is not a port'],
    ['web-01 --verbose', 'I do not know the option “--verbose”'],
    ['check', 'Which host?'],
    ['me banana', '“banana” is not an IP address. After “me”'],
    ['me 203.0.113.7 please', 'is not an IP address'],
    ['history web-01 db-01', 'the name of one host'],
    ['<@U0123>', 'is not the name of a host'],
  ])('are sent back with a reason in “%s”', (text, reason) => {
    const parsed = parseCommand(text)
    expect(parsed.kind === 'problem' ? parsed.problem : parsed).toContain(reason)
  })
})
