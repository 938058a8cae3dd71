import { LogLevel, type Logger as SlackLogger } from '@slack/bolt'
import type { Logger } from 'pino'

/** The log of Slack's libraries, at warnings and worse: at debug level they print whole payloads. */
export const slackLogger = (log: Logger): SlackLogger => ({
  debug: () => {},
  info: () => {},
  warn: (...parts) => log.warn(textOf(parts)),
  error: (...parts) => log.error(textOf(parts)),
  setLevel: () => {},
  getLevel: () => LogLevel.WARN,
  setName: () => {},
})

const textOf = (parts: readonly unknown[]) => parts.map(String).join(' ')
