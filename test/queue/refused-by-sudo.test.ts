import { describe, expect, it } from 'vitest'
import type { Shell } from '../../src/access/shell.ts'
import { refusedBySudo } from '../../src/queue/refused-by-sudo.ts'
import { banned } from '../slack/fixtures.ts'

const signal = new AbortController().signal
const offers = banned.remedies

function shellThat(stdout: string | Error) {
  const asked: string[] = []
  const shell: Shell = {
    run: async (_command, { input = '' }) => {
      asked.push(input)
      if (stdout instanceof Error) throw stdout
      return { exit: 0, stdout, stderr: '', timedOut: false, ms: 1 }
    },
    close: () => {},
  }
  return { shell, asked }
}

describe('what the host’s sudo would not let us carry out', () => {
  it('is asked about the very command, without running it', async () => {
    const { shell, asked } = shellThat('rules\n0 refused\n')
    expect(await refusedBySudo(shell, offers, signal)).toEqual(['fail2ban-unban'])
    expect(asked.join()).toContain('try 0 fail2ban-client set sshd unbanip 203.0.113.7\n')
    expect(asked.join()).not.toMatch(/sudo -n (?!-l)/)
  })

  it.each([
    ['is allowed', 'rules\n0 allowed\n'],
    ['is not installed there', 'rules\n0 absent\n'],
    ['is run by root', 'root\n'],
    ['cannot be learnt', 'Welcome! rules\n0 refused\n'],
    ['is not told', 'rules\n'],
    ['cannot be asked', new Error('the connection is lost')],
  ])('is nothing when it %s', async (_name, stdout) => {
    expect(await refusedBySudo(shellThat(stdout).shell, offers, signal)).toEqual([])
  })

  it('is not asked where there is nothing to offer', async () => {
    const { shell, asked } = shellThat('rules\n')
    expect([await refusedBySudo(shell, [], signal), asked]).toEqual([[], []])
  })

  it('ends when the check is cancelled', async () => {
    await expect(
      refusedBySudo(shellThat('rules\n').shell, offers, AbortSignal.abort(new Error('cancelled'))),
    ).rejects.toThrow('cancelled')
  })
})
