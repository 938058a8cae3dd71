import { execFileSync, spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunOptions, RunResult, Shell } from '../../src/access/shell.ts'
import { lanes, sections } from '../../src/evidence/index.ts'
import { prelude } from '../../src/evidence/prelude.ts'
import {
  evidenceScript,
  gatherInside,
  parseScriptOutput,
  pasteNonce,
  scriptCommand,
} from '../../src/evidence/script.ts'
import { transcript } from './transcript.ts'

const startedAt = new Date('2026-11-21T06:00:00Z')
const names = Object.keys(sections)

/** A shell on this machine: what a host's sshd would start, without the network. */
const localShell: Shell = {
  run: async (command: string, options: RunOptions): Promise<RunResult> => {
    const began = Date.now()
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      input: options.input,
      timeout: options.timeoutMs,
      encoding: 'utf8',
    })
    return { exit: status, stdout, stderr, timedOut: status === null, ms: Date.now() - began }
  },
  close: () => undefined,
}
const told = (result: Partial<RunResult>): Shell => ({
  run: async () => ({ exit: 0, stdout: '', stderr: '', timedOut: false, ms: 5, ...result }),
  close: () => undefined,
})

describe('the evidence script', () => {
  it('is valid to every POSIX shell at hand', () => {
    const present = ['sh', 'dash', 'bash'].filter((shell) => !spawnSync(shell, ['-c', ':']).error)
    expect(present).toContain('sh')
    for (const shell of present) execFileSync(shell, ['-n'], { input: evidenceScript() })
  })

  it('runs every section in exactly one lane', () => {
    expect(lanes.flat().sort()).toEqual([...names].sort())
  })

  it('tells a person how to run it, in its head', () => {
    const [first, ...rest] = evidenceScript().split('\n')
    expect(first).toBe(`# ssh-medic evidence script, nonce ${pasteNonce}`)
    expect(rest.slice(0, 10).join('\n')).toContain('sh FILE - 203.0.113.7 deploy 22')
  })

  it('never writes: no redirection into a file', () => {
    const code = evidenceScript()
      .replace(/^#.*$/gm, '')
      .replace(/^keep='[^']*'/m, '')
    const targets = Array.from(code.matchAll(/(?<!-)>+\s*([^\s&|;)]+)/g), ([, target]) => target)
    expect(targets.filter((target) => target !== '/dev/null' && !target?.startsWith('&'))).toEqual([])
  })

  it('answers about this machine when run without arguments, as a person would', () => {
    const stdout = execFileSync('sh', ['-s'], { input: evidenceScript(), encoding: 'utf8' })
    const observations = parseScriptOutput(stdout, pasteNonce, startedAt)
    expect(observations.map(({ observation }) => observation)).toEqual(names)
    expect(observations.find(({ observation }) => observation === 'identity')).toMatchObject({ outcome: 'read' })
    expect(observations.find(({ observation }) => observation === 'account')).toMatchObject({ outcome: 'skipped' })
  })

  it('drops arguments that are no address, login or port rather than running them', () => {
    const stdout = execFileSync('sh', ['-s', '--', 'a b', '$(id)', '-rf;id', '22;id'], {
      input: evidenceScript(),
      encoding: 'utf8',
    })
    expect(stdout).toMatch(new RegExp(`^@@ssh-medic ${pasteNonce} start 1 \\S+ \\S+ - - 22$`, 'm'))
  })
})

/** What a section makes of a text that a command prints, and of its exit status. */
function captured(text: string, small: 'yes' | ''): string {
  const body = `section=x limit=4 max=3000 tail=0 whole= small=${small}
capture sh -c 'printf %s "$TEXT"; exit 3'
printf '%s\n%s' "$rc" "$out"`
  return execFileSync('sh', ['-s'], {
    input: `${prelude}${body}`,
    env: { PATH: process.env.PATH, TEXT: text },
    encoding: 'utf8',
  })
}

describe('what a command prints', () => {
  const letters = fc.constantFrom(...'a|0 *\\$%-é\n\n'.split(''))
  const text = fc.oneof(
    fc.string({ unit: letters, maxLength: 60 }),
    fc.string({ unit: letters, minLength: 1_900, maxLength: 4_000 }),
  )

  it('is kept by the shell itself as the filter would keep it, however long and whatever it holds', () => {
    fc.assert(
      fc.property(text, (printed) => {
        expect(captured(printed, 'yes')).toBe(captured(printed, ''))
      }),
      { numRuns: 60, examples: [[''], ['\n'], ['\n\n'], ['a'], ['a\n']] },
    )
  })
})

describe('scriptCommand', () => {
  it('quotes each value, and writes - for what is not known', () => {
    expect(scriptCommand({ nonce: 'abc123', client: '2001:DB8::7', port: 2222 })).toBe(
      "exec sh -s -- 'abc123' '2001:db8::7' '-' '2222'",
    )
  })

  it.each([
    [{ nonce: 'abc', user: "x'; id #" }],
    [{ nonce: 'abc', user: '-oProxyCommand=id' }],
    [{ nonce: 'abc', user: 'a,addr=10.0.0.1' }],
    [{ nonce: 'abc', client: 'not-an-address' }],
    [{ nonce: "a'b" }],
    [{ nonce: 'abc', port: -1 }],
  ])('refuses %j', (params) => {
    expect(() => scriptCommand(params)).toThrow(RangeError)
  })
})

describe('parseScriptOutput', () => {
  it('takes no frame from what a command printed, even with the right nonce', () => {
    const forged = '@@ssh-medic n0 end 0 root 65536 10.1\n@@ssh-medic n0 begin account passwd 10.1 getent'
    const [identity, account] = observed(
      transcript([{ section: 'identity', label: 'clock', output: `2026\n${forged}` }]),
      ['identity', 'account'],
    )
    expect(identity).toMatchObject({ outcome: 'read', commands: [{ output: `2026\n${forged}` }] })
    expect(account).toMatchObject({ outcome: 'skipped', because: 'no user was named: add --user NAME' })
  })

  it('passes over frames of another nonce', () => {
    const [identity] = observed(transcript([{ section: 'identity', label: 'clock' }], { nonce: 'other' }), ['identity'])
    expect(identity).toMatchObject({ outcome: 'skipped' })
  })

  it('names the command during which a script was cut off', () => {
    const whole = transcript([{ section: 'units', label: 'show', command: 'systemctl show', output: 'Id=ssh.service' }])
    const [units, ufw] = observed(whole.slice(0, whole.indexOf('|Id') + 5), ['units', 'ufw'])
    expect(units).toMatchObject({ outcome: 'skipped', because: 'the script ended while "systemctl show" ran' })
    expect(ufw).toMatchObject({ outcome: 'skipped', because: 'the script ended before it' })
  })

  it('reads what a terminal made of it: carriage returns, a prompt before and after', () => {
    const pasted = `root@web-01:~# sh FILE\n${transcript([{ section: 'identity', label: 'clock', output: '2026-11-21T06:00:00+0100' }])}root@web-01:~#`
    const [identity] = observed(pasted.replaceAll('\n', '\r\n'), ['identity'])
    expect(identity).toMatchObject({ outcome: 'read', now: '2026-11-21T06:00:00+01:00' })
  })

  it('keeps secrets and escapes out of the evidence', () => {
    const output = '2026\nAuthorization: Basic dXNlcjpwYXNz \u001b[31m'
    const [identity] = observed(transcript([{ section: 'identity', label: 'clock', output }]), ['identity'])
    expect(identity).toMatchObject({ commands: [{ output: '2026\nAuthorization: [redacted]' }] })
  })

  it('is never thrown off by what a host prints, and leaves no section out', () => {
    const labels = Object.entries(sections).flatMap(([section, { script }]) =>
      Array.from(script.matchAll(/(?:run|root) "?([\w.:-]+)/g), ([, label = '']) => ({ section, label })),
    )
    const said = fc.record({
      place: fc.constantFrom(...labels),
      exit: fc.constantFrom(0, 1, 2, 124, 255),
      output: fc.string({ unit: 'binary', maxLength: 200 }),
    })
    fc.assert(
      fc.property(fc.array(said, { maxLength: 30 }), fc.nat(), (outputs, cut) => {
        const text = transcript(
          outputs.map(({ place, exit, output }) => ({ ...place, exit, output })),
          { client: '203.0.113.7', user: 'deploy' },
        )
        const torn = text.slice(0, text.length - (cut % 3 === 0 ? cut % text.length : 0))
        const observations = parseScriptOutput(torn, 'n0', startedAt)
        expect(observations.map(({ observation }) => observation)).toEqual(names)
        expect(observations.filter(({ outcome }) => outcome === 'crashed')).toEqual([])
      }),
    )
  })
})

describe('gatherInside', () => {
  const subject = { client: '203.0.113.7', user: 'root', port: 22 }

  it('returns the run and every section', async () => {
    const observations = await gatherInside(localShell, subject, { timeoutMs: 10_000 })
    expect(observations.map(({ observation }) => observation)).toEqual(['script', ...names])
    expect(observations[0]).toMatchObject({ outcome: 'ran', exit: 0 })
    expect(observations.find(({ observation }) => observation === 'account')).toMatchObject({
      outcome: 'read',
      exists: true,
      uid: 0,
    })
  })

  it.each([
    [
      'a login that only prints',
      { exit: 1, stdout: 'This account is currently not available.\n' },
      'This account is currently not available.',
    ],
    ['a shell that died', { exit: null, stdout: '', timedOut: true }, 'said nothing within its time'],
    ['a host without sh', { exit: 127, stderr: 'exec: sh: not found\n' }, 'exec: sh: not found'],
  ])('tells why %s gave no evidence', async (_, result, because) => {
    const observations = await gatherInside(told(result), subject, { timeoutMs: 1000 })
    expect(observations[0]).toMatchObject({ observation: 'script', outcome: 'failed' })
    expect(observations).toHaveLength(names.length + 1)
    expect(JSON.stringify(observations.slice(1))).toContain(because)
    expect(observations.slice(1).every(({ outcome }) => outcome === 'skipped')).toBe(true)
  })

  it('returns the trouble of a connection that died', async () => {
    const dead: Shell = { run: async () => Promise.reject(new Error('read ECONNRESET')), close: () => undefined }
    const [script] = await gatherInside(dead, subject, { timeoutMs: 1000 })
    expect(script).toMatchObject({ outcome: 'failed', error: expect.stringContaining('ECONNRESET') })
  })

  it('does not wait out its time on a connection that is lost', async () => {
    const silent: Shell = {
      run: (_, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
      close: () => undefined,
    }
    const [script] = await gatherInside(silent, subject, { timeoutMs: 60_000, isLost: () => true })
    expect(script).toMatchObject({ outcome: 'failed', error: expect.stringContaining('nothing of it arrived') })
  })

  it('rejects when cancelled', async () => {
    const dead: Shell = { run: async () => Promise.reject(new Error('closed')), close: () => undefined }
    const signal = AbortSignal.abort(new Error('cancelled by deploy'))
    await expect(gatherInside(dead, subject, { timeoutMs: 1000, signal })).rejects.toThrow('cancelled by deploy')
  })
})

function observed(stdout: string, wanted: string[]) {
  const observations = parseScriptOutput(stdout, 'n0', startedAt)
  return wanted.map((name) => observations.find(({ observation }) => observation === name))
}
