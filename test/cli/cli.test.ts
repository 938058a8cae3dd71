import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { playServer } from '../support/serve.ts'

const ROOT = join(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'dist/cli/main.js')

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ssh-medic-cli-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function medic(args: string[], home = folder(), more: NodeJS.ProcessEnv = {}) {
  const env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: join(home, 'state'), NO_COLOR: '1', ...more }
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env, cwd: home, timeout: 30_000 })
}

describe('bad usage', () => {
  it.each([
    ['no host', ['check'], 64, /missing required argument/],
    ['an unknown command', ['chek'], 64, /unknown command/],
    ['a client that is no address', ['check', 'web-01', '--from', 'bob'], 64, /--from takes an IP address/],
    ['a port out of range', ['check', 'web-01', '--port', '0'], 64, /1 to 65535/],
    ['a user that is no login name', ['check', 'web-01', '--user', 'a b'], 64, /login name/],
    ['an option as a host', ['check', '--', '-oProxyCommand=x'], 64, /neither a host/],
    [
      'a configuration that is not there',
      ['check', 'web-01', '--config', 'nowhere.yml'],
      78,
      /cannot read nowhere.yml/,
    ],
    ['no token of Slack', ['up'], 78, /SLACK_BOT_TOKEN is missing[\s\S]*SLACK_APP_TOKEN is missing/],
    ['a bot without Redis', ['bot'], 78, /redis is missing/],
    ['an unknown remedy', ['fix', 'web-01', 'reboot'], 64, /there are: fail2ban-unban/],
    [
      'arguments that a remedy does not take',
      ['fix', 'web-01', 'fail2ban-unban', 'ip=x;reboot', 'jail=sshd'],
      64,
      /not an IP address/,
    ],
    ['evidence that is none', ['diagnose', '/dev/null'], 64, /is not JSON/],
    ['a trace of nobody’s packet', ['trace', 'web-01'], 64, /whose packet\? Add --from/],
    ['a trace from no address', ['trace', 'web-01', '--from', 'bob'], 64, /--from takes an IP address/],
    ['a trace of no evidence', ['trace', 'nowhere.json', '--from', '203.0.113.7'], 64, /cannot read nowhere.json/],
    ['nothing to diagnose', ['diagnose'], 64, /name a file that check --save wrote, or --inside FILE/],
    ['a console text that is none', ['diagnose', '--inside', '/dev/null'], 64, /run "ssh-medic script" to get it/],
  ])('%s: one clear line, the right status, no stack', (_name, args, status, message) => {
    const ran = medic(args, folder(), args[0] === 'up' ? { REDIS_URL: 'redis://127.0.0.1:1' } : {})
    expect(ran.status).toBe(status)
    expect(ran.stderr).toMatch(message)
    expect(ran.stderr).not.toMatch(/^\s+at /m)
    expect(ran.stdout).not.toMatch(/ is ready/)
  })

  it('says that Slack is away, without a stack', () => {
    const home = folder()
    writeFileSync(
      join(home, 'ssh-medic.yml'),
      'vantage: here\nslack: {mode: socket, apiUrl: "http://127.0.0.1:1/api/"}\n',
    )
    const ran = medic(['up'], home, {
      REDIS_URL: 'redis://127.0.0.1:1',
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
    })
    expect(ran.stderr).toMatch(/^ssh-medic: Slack’s Web API did not answer: check this machine’s way out/m)
    expect([ran.status, /^\s+at /m.test(ran.stderr)]).toEqual([69, false])
  })

  it('nobody there to confirm changes nothing', () => {
    const ran = medic(['fix', '127.0.0.1', 'fail2ban-unban', 'ip=203.0.113.7', 'jail=sshd'])
    expect([ran.status, ran.stderr]).toEqual([77, expect.stringContaining('--yes')])
  })
})

it('tells the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(medic(['--version']).stdout.trim()).toBe(version)
})

describe('a check', () => {
  it('of a name that does not exist is answered with the cause', () => {
    const ran = medic(['check', 'no-such-host.invalid'])
    expect(ran.status).toBe(1)
    expect(ran.stdout).toContain('The name does not exist (dns-nxdomain, proven)')
  })

  it('that was saved is diagnosed again to the same result', () => {
    const home = folder()
    const first = medic(['check', 'no-such-host.invalid', '--from', '203.0.113.7', '--save', 'e.json', '--json'], home)
    const again = medic(['diagnose', 'e.json', '--json'], home)
    expect(again.status).toBe(first.status)
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(first.stdout))
  })

  it('ends at once on Ctrl-C', async () => {
    const { port, close } = await playServer(() => {})
    onTestFinished(close)
    const home = folder()
    const child = spawn(process.execPath, [MAIN, 'check', '127.0.0.1', '--port', String(port)], {
      env: { PATH: process.env.PATH, HOME: home },
    })
    let said = ''
    child.stderr.on('data', (chunk) => {
      const before = said.includes('connect')
      said += chunk
      // Once: a second Ctrl-C ends the process without ado.
      if (!before && said.includes('connect')) child.kill('SIGINT')
    })
    const status = await new Promise((resolve) => child.on('close', resolve))
    expect([status, said]).toEqual([130, expect.stringContaining('cancelled')])
  })
})

describe('every recording', () => {
  const causes = join(ROOT, 'test/causes')
  const [one = ''] = readdirSync(join(causes, 'fail2ban-ban')).filter((file) => file !== 'look-alikes.json')

  it('reads as an answer for people: cause, proof, what to do', () => {
    const ran = medic(['diagnose', join(causes, 'fail2ban-ban', one)])
    expect(ran.status).toBe(1)
    expect(ran.stdout).toMatch(
      /fail2ban has banned the client[\s\S]*Proof[\s\S]*What to do[\s\S]*ssh-medic fix web-01 fail2ban-unban[\s\S]*Ruled out/,
    )
  })

  it('survives details that do not fit: they count as untested', () => {
    const home = folder()
    const evidence = JSON.parse(readFileSync(join(causes, 'fail2ban-ban', one), 'utf8'))
    for (const observation of evidence.observations) delete observation.jails
    writeFileSync(join(home, 'odd.json'), JSON.stringify(evidence))
    const ran = medic(['diagnose', 'odd.json', '--json'], home)
    expect(JSON.parse(ran.stdout)).toMatchObject({
      verdict: 'undetermined',
      untested: expect.arrayContaining([expect.objectContaining({ cause: 'fail2ban-ban' })]),
    })
  })
})
