import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Argv } from '../../src/remedies/define.ts'
import { quoteArgv } from '../../src/remedies/quote-argv.ts'

/** What a POSIX shell makes of the line: its words, each ended by a NUL. */
const asShellReads = (line: string) =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

describe('quoteArgv', () => {
  it.each<[Argv, string]>([
    [
      ['sudo', '-n', 'fail2ban-client', 'set', 'sshd', 'unbanip', '203.0.113.7'],
      'sudo -n fail2ban-client set sshd unbanip 203.0.113.7',
    ],
    [['echo', '2001:db8::1'], 'echo 2001:db8::1'],
    [['echo', 'a b'], "echo 'a b'"],
    [['echo', "it's"], "echo 'it'\\''s'"],
    [['echo', ''], "echo ''"],
    [['echo', '$(reboot)'], "echo '$(reboot)'"],
    [['echo', '~'], "echo '~'"],
    [['echo', '=ls'], "echo '=ls'"],
  ])('writes %j as %s', (argv, line) => {
    expect(quoteArgv(argv)).toBe(line)
  })

  it('is read back by a shell as the same words', () => {
    const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), ([first = '', ...rest]) => {
        expect(asShellReads(quoteArgv([first, ...rest]))).toEqual([first, ...rest])
      }),
      { numRuns: 60 },
    )
  })

  it('refuses a NUL byte, which no command line can carry', () => {
    expect(() => quoteArgv(['echo', 'a\0b'])).toThrow('NUL')
  })
})
