import type { Asked } from '../../domain/message.ts'
import { dayAndTime } from '../../domain/times.ts'

/** What was asked, as a person would say it: `web-01 from 203.0.113.7 as deploy on port 2222`. */
export function askedOf({ host, client, user, port }: Asked): string {
  return [host, client && `from ${client}`, user && `as ${user}`, port && `on port ${port}`].filter(Boolean).join(' ')
}

/** The command that asks the same again. */
export function commandOf({ host, client, user, port }: Asked): string {
  const words = ['/ssh-check', host, client && `from ${client}`, user && `as ${user}`, port && `port ${port}`]
  return words.filter(Boolean).join(' ')
}

/** An address that was remembered may not be the one of today: whoever reads the answer is told. */
export function rememberedNote({ client, addressToldAt, requestedBy }: Asked): string | undefined {
  if (client === undefined || addressToldAt === undefined) return undefined
  return `${client} is the address that ${requestedBy.name ?? requestedBy.id} told me on ${dayAndTime(addressToldAt)}. Connecting from elsewhere? Ask with “from ADDRESS”.`
}

/** Who asked, without pinging them. */
export const askerOf = ({ requestedBy }: Asked): string => requestedBy.name ?? requestedBy.id
