/** A time that a host printed without its zone, `2026-11-22T21:45:34`, for people; any other is left as it is. */
export const byHostsClock = (time: string): string =>
  /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(time) ? `${time.replace('T', ' ')} by the host’s clock` : time
