import ipaddr from 'ipaddr.js'
import { dayAndTime } from '../../domain/times.ts'
import type { Owner } from '../../store/people.ts'
import { inCode } from '../answer.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import type { CheckWords } from './parse-check.ts'
import type { ParsedCommand } from './parse-command.ts'

type Wish = Extract<ParsedCommand, { kind: 'own-address' }>['wish']

const ownerOf = ({ member }: NamedActor, { teamId }: BotContext): Owner => ({ teamId, userId: member.id })

/** Handles `/ssh-check me`. Returns what the person is told. */
export async function ownAddress(wish: Wish, actor: NamedActor, context: BotContext): Promise<string> {
  const owner = ownerOf(actor, context)
  if (wish === 'show') return shown(owner, context)
  if (wish === 'forget')
    return (await context.desk.forgetAddress(owner)) ? 'Forgotten.' : 'Nothing to forget: I know no address of yours.'
  const address = wish.remember
  const kind = ipaddr.parse(address).range()
  if (NOBODYS.has(kind)) return `Nobody connects from ${inCode(address)}. ${HOW}`
  await context.desk.rememberAddress(owner, { address, toldAt: new Date().toISOString() })
  const caution = PRIVATE.has(kind) ? ` ${INSIDE}` : ''
  return `I remember ${inCode(address)} for a week and use it when you check a host without “from”. Each answer then says so.${caution}`
}

async function shown(owner: Owner, { desk }: BotContext): Promise<string> {
  const own = await desk.ownAddress(owner)
  if (!own) return `I do not know the address that you connect from. ${HOW}`
  return `You connect from ${inCode(own.address)}: you told me on ${dayAndTime(own.toldAt)}. I use it when you check a host without “from”. \`/ssh-check me forget\` makes me forget it.`
}

/** A check that names no client is about the asker's own address, if that is known; the answer says so. */
export async function withOwnAddress(
  check: CheckWords,
  actor: NamedActor,
  context: BotContext,
): Promise<CheckWords & { addressToldAt?: string }> {
  if (check.client !== undefined) return check
  const own = await context.desk.ownAddress(ownerOf(actor, context))
  return own ? { ...check, client: own.address, addressToldAt: own.toldAt } : check
}

const NOBODYS = new Set(['loopback', 'unspecified', 'multicast', 'broadcast'])
const PRIVATE = new Set(['private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'])
const HOW = 'Tell me once: `/ssh-check me 203.0.113.7`, with your own.'
const INSIDE = 'It is a private address: hosts outside of that network see another one.'
