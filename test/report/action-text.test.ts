import { describe, expect, it } from 'vitest'
import { judgeBefore } from '../../src/remedies/judge.ts'
import { actionText } from '../../src/report/action-text.ts'
import { unbanned } from '../slack/fixtures.ts'

describe('what a terminal says of a dry run', () => {
  const idle = { ...unbanned, outcome: 'nothing-to-do', detail: 'It is so.' } as const

  it('does not say that there is nothing to do', () => {
    expect(actionText({ ...idle, dryRun: true })).toMatch(/^✓ Dry run on web-01: It is so\./)
    expect(actionText(idle)).toMatch(/^✓ Nothing to do on web-01: It is so\./)
  })

  it.each([
    ['ssh.service is inactive', 'ssh.service is inactive. '],
    ['the jail holds it', 'The jail holds it. '],
  ])('keeps the small letter of a name: %s', (detail, begins) => {
    const verdict = judgeBefore({ state: 'holds', detail, facts: {} }, 'do', true)
    expect(verdict?.detail.startsWith(begins)).toBe(true)
  })
})
