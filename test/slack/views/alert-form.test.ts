import { describe, expect, it } from 'vitest'
import { readAlertForm } from '../../../src/slack/views/alert-form.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const WEEK_S = 7 * 86_400
const filled = (to: string | null, aheadS: number | null) => ({
  to: { value: { selected_user: to } },
  until: { value: { selected_date_time: aheadS === null ? null : NOW.getTime() / 1_000 + aheadS } },
})

describe('the form of an alert', () => {
  it.each([
    ['somebody', filled('U1', null), { wishes: { to: 'U1' } }],
    ['a time', filled(null, 60), { wishes: { until: '2026-11-21T12:01:00.000Z' } }],
    ['both', filled('U1', WEEK_S), { wishes: { to: 'U1', until: '2026-11-28T12:00:00.000Z' } }],
    ['nothing', filled(null, null), { errors: { to: expect.any(String) } }],
    ['no state at all', undefined, { errors: { to: expect.any(String) } }],
    ['now', filled('U1', 0), { errors: { until: expect.stringContaining('past') } }],
    ['more than a week', filled(null, WEEK_S + 1), { errors: { until: expect.stringContaining('within a week') } }],
    [
      'what is no number',
      { until: { value: { selected_date_time: Number.NaN } } },
      { errors: { until: expect.any(String) } },
    ],
  ])('with %s', (_what, state, read) => expect(readAlertForm(state, NOW)).toEqual(read))
})
