/** `21:45 UTC`, of a time as `toISOString` writes it. */
export const timeOfDay = (iso: string): string => `${iso.slice(11, 16)} UTC`

/** `2026-11-22 21:45 UTC` */
export const dayAndTime = (iso: string): string => `${iso.slice(0, 10)} ${timeOfDay(iso)}`

/** A time that a host printed without its zone, `2026-11-22T21:45:34`, for people; any other is left as it is. */
export const byHostsClock = (time: string): string =>
  /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(time) ? `${time.replace('T', ' ')} by the host’s clock` : time
