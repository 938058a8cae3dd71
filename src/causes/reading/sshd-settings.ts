import type { Proof } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

export type Settings = Record<string, string[]>

export const settingOf = (settings: Settings, keyword: string): string => settings[keyword]?.[0] ?? ''

/** A setting as it holds for the user and client, verbatim. */
export const quoteSetting = (config: Answered<'sshd-config'>, ...keywords: string[]): Proof[] =>
  quoteLines(
    config,
    (line, { command }) => command.includes('-C') && keywords.includes(line.split(' ')[0]?.toLowerCase() ?? ''),
  ).slice(0, 1)

const METHODS: Readonly<Record<string, string>> = {
  publickey: 'pubkeyauthentication',
  password: 'passwordauthentication',
  'keyboard-interactive': 'kbdinteractiveauthentication',
  hostbased: 'hostbasedauthentication',
  'gssapi-with-mic': 'gssapiauthentication',
}

/** The ways to log in that are switched on for the user. root's own setting takes the passwords away. */
export function openMethods(settings: Settings, user: string): string[] {
  const withoutPassword =
    user === 'root' && /^(without-password|prohibit-password)$/.test(settingOf(settings, 'permitrootlogin'))
  return Object.entries(METHODS)
    .filter(([, keyword]) => isOn(settings, keyword))
    .map(([method]) => method)
    .filter((method) => !withoutPassword || !/^(password|keyboard-interactive)$/.test(method))
}

/** sshd before 8.7 calls it by its old name. */
const isOn = (settings: Settings, keyword: string): boolean =>
  settingOf(settings, keyword) === 'yes' ||
  (keyword === 'kbdinteractiveauthentication' && settingOf(settings, 'challengeresponseauthentication') === 'yes')

/** Each list of AuthenticationMethods: all of its methods have to be passed, in order. Undefined where any one will do. */
export function methodLists(settings: Settings): string[][] | undefined {
  const lists = (settings.authenticationmethods ?? []).flatMap((value) => value.split(/\s+/)).filter(Boolean)
  if (lists.length === 0 || lists.includes('any')) return undefined
  return lists.map((list) => list.split(',').map((method) => method.replace(/:.*$/, '')))
}

/** Whether nothing but a key can open the door. */
export function keysAlone(settings: Settings, user: string): boolean {
  const lists = methodLists(settings)
  if (lists) return lists.every((list) => list.includes('publickey'))
  return openMethods(settings, user).every((method) => method === 'publickey')
}
