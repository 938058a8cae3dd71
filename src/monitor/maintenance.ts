import type { Watch } from '../config/watch.ts'
import { names, type Watchable } from './watchlist.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const MINUTES_A_DAY = 1_440

/** Whether a host is in one of the weekly windows now. Times are UTC; a window may go past midnight. */
export const inWindow = (watch: Pick<Watch, 'maintenance'> | undefined, host: Watchable, now: Date): boolean =>
  (watch?.maintenance ?? []).some((window) => names(window, host) && isOpen(window, now))

function isOpen({ days, from, to }: Watch['maintenance'][number], now: Date): boolean {
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes()
  const began = minutesOf(from)
  const ended = minutesOf(to)
  const isOn = (day: number) => days === undefined || days.some((one) => DAYS[day] === one)
  const today = now.getUTCDay()
  if (began < ended) return isOn(today) && minute >= began && minute < ended
  return (isOn(today) && minute >= began) || (isOn((today + 6) % 7) && minute < ended)
}

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) % MINUTES_A_DAY
}
