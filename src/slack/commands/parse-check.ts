import type { Address } from '../../domain/address.ts'
import { readAddress, readLogin, readPort } from './fields.ts'

export interface CheckWords {
  host: string
  client?: Address
  user?: string
  port?: number
}

type Field = 'client' | 'user' | 'port'
type Given = Partial<Record<'host' | Field, string>>
class Misunderstood extends Error {}

const KEYWORDS = new Map<string, Field>([
  ['from', 'client'],
  ['client', 'client'],
  ['ip', 'client'],
  ['as', 'user'],
  ['user', 'user'],
  ['login', 'user'],
  ['port', 'port'],
  ['p', 'port'],
])
const PLAIN_WORDS = new Set(['from', 'as', 'user', 'port'])

/** Reads `HOST [from IP] [as USER] [port N]` in any order. A problem is one sentence for whoever typed it, as plain text. Pure. */
export function parseCheck(words: readonly string[]): { check: CheckWords } | { problem: string } {
  try {
    return { check: check(collect(words)) }
  } catch (error) {
    if (error instanceof Misunderstood) return { problem: error.message }
    throw error
  }
}

function collect(words: readonly string[]): Given {
  const given: Given = {}
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const { field, value } = fieldOf(word)
    if (field === undefined) takeHost(given, word)
    else put(given, field, value ?? rest.shift() ?? missing(word))
  }
  return given
}

function fieldOf(word: string): { field?: Field | undefined; value?: string | undefined } {
  const [, dashes = '', name = '', value] = /^(-{0,2})([a-z]+)(?:=(.*))?$/i.exec(word) ?? []
  const field = KEYWORDS.get(name.toLowerCase())
  if (field === undefined && dashes !== '') throw new Misunderstood(`I do not know the option “${word}”.`)
  // Without a dash only the words of the help count: a host may be called "client".
  const isOption = field !== undefined && (dashes !== '' || PLAIN_WORDS.has(name.toLowerCase()))
  return isOption ? { field, value: value || undefined } : {}
}

/** `deploy@web-01:2222` says all three at once. */
function takeHost(given: Given, word: string): void {
  const [, user, host = '', port] =
    /^(?:([^@]+)@)?([^@:]+)(?::(\d+))?$/.exec(word.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '')) ?? []
  if (host === '') throw new Misunderstood(`“${word}” is not the name of a host.`)
  put(given, 'host', host)
  if (user !== undefined) put(given, 'user', user)
  if (port !== undefined) put(given, 'port', port)
}

function put(given: Given, field: keyof Given, value: string): void {
  const before = given[field]
  if (before !== undefined && before !== value) throw new Misunderstood(twice(field, before, value))
  given[field] = value
}

const twice = (field: keyof Given, first: string, second: string) =>
  field === 'host'
    ? `One host at a time, please: “${first}” or “${second}”?`
    : `“${first}” or “${second}”? That was said twice and differently.`

function missing(word: string): never {
  throw new Misunderstood(`Something is missing after “${word}”.`)
}

function check({ host, client, user, port }: Given): CheckWords {
  if (host === undefined) throw new Misunderstood('Which host? Its name comes first, as in: web-01 from 203.0.113.7.')
  return {
    host,
    ...(client !== undefined && { client: addressOf(client) }),
    ...(user !== undefined && { user: loginOf(user) }),
    ...(port !== undefined && { port: portOf(port) }),
  }
}

function addressOf(text: string): Address {
  const address = readAddress(text)
  if (address !== undefined) return address
  throw new Misunderstood(
    `“${text}” is not an IP address. After “from” comes the address you connect from, such as 203.0.113.7 or 2001:db8::7.${/^me$/i.test(text) ? OWN : ''}`,
  )
}

/** Who says "from me" wants what a check without "from" does. */
const OWN = ' Yours is used without “from”, once you told it: /ssh-check me 203.0.113.7.'

function loginOf(text: string): string {
  const login = readLogin(text)
  if (login !== undefined) return login
  throw new Misunderstood(`“${text}” is not a login name. After “as” comes the user you log in as, such as deploy.`)
}

function portOf(text: string): number {
  const port = readPort(text)
  if (port !== undefined) return port
  throw new Misunderstood(`“${text}” is not a port. After “port” comes a number from 1 to 65535.`)
}
