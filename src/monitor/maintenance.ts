import type { Watch } from '../config/watch.ts'
import { names, type Watchable } from './watchlist.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const MINUTES_A_DAY = 1_440

type Windows = Pick<Watch, 'maintenance' | 'timeZone'>

/** Whether a host is in one of the weekly windows now, by the clocks of their time zone. A window may go past midnight. */
export function inWindow(watch: Windows | undefined, host: Watchable, now: Date): boolean {
  const windows = watch?.maintenance.filter((window) => names(window, host)) ?? []
  if (!watch || windows.length === 0) return false
  const time = timeIn(watch.timeZone, now)
  return windows.some((window) => isOpen(window, time))
}

interface WallTime {
  /** From Sunday on. */
  day: number
  minute: number
}

function isOpen({ days, from, to }: Watch['maintenance'][number], { day: today, minute }: WallTime): boolean {
  const began = minutesOf(from)
  const ended = minutesOf(to)
  const isOn = (day: number) => days === undefined || days.some((one) => DAYS[day] === one)
  if (began < ended) return isOn(today) && minute >= began && minute < ended
  return (isOn(today) && minute >= began) || (isOn((today + 6) % 7) && minute < ended)
}

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) % MINUTES_A_DAY
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What the clocks on the wall show there. */
function timeIn(timeZone: string, now: Date): WallTime {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, clock)
  const parts = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, value]))
  const day = DAYS.findIndex((one) => parts.weekday?.toLowerCase().startsWith(one))
  return { day, minute: Number(parts.hour) * 60 + Number(parts.minute) }
}
