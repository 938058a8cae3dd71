import type { Asked } from '../../domain/message.ts'

/** What was asked, as a person would say it: `web-01 from 203.0.113.7 as deploy on port 2222`. */
export function askedOf({ host, client, user, port }: Asked): string {
  return [host, client && `from ${client}`, user && `as ${user}`, port && `on port ${port}`].filter(Boolean).join(' ')
}

/** The command that asks the same again. */
export function commandOf({ host, client, user, port }: Asked): string {
  const words = ['/ssh-check', host, client && `from ${client}`, user && `as ${user}`, port && `port ${port}`]
  return words.filter(Boolean).join(' ')
}

/** Who asked, without pinging them. */
export const askerOf = ({ requestedBy }: Asked): string => requestedBy.name ?? requestedBy.id
