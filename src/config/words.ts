import { z } from 'zod'

/*
 * What several parts of the configuration are written with: Slack's ids, and times of day.
 */
export const userId = z.string().regex(/^[UW][A-Z0-9]+$/, 'a Slack user id such as U012AB3CD')
export const groupId = z.string().regex(/^S[A-Z0-9]+$/, 'a Slack user group id such as S012AB3CD')
export const channelId = z.string().regex(/^[CG][A-Z0-9]+$/, 'a Slack channel id such as C012AB3CD')

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/
export const timeOfDay = z.string().regex(TIME_OF_DAY, 'a time of day such as 02:30')
export const timeOfDayInUtc = z.string().regex(TIME_OF_DAY, 'a time of day such as 02:30, in UTC')
export const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
