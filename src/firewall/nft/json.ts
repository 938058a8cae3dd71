/** An object of JSON; what nft prints is not trusted to have any shape. */
export type Fields = Readonly<Record<string, unknown>>

/** Nobody writes expressions within expressions deeper than a few levels. */
export const DEEPEST = 40

export const fieldsOf = (json: unknown): Fields | undefined =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Fields) : undefined

export const listOf = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : [])

export const textOf = (json: unknown): string | undefined => (typeof json === 'string' ? json : undefined)

export const wholeNumberOf = (json: unknown): number | undefined =>
  typeof json === 'number' && Number.isSafeInteger(json) ? json : undefined

/** One text, or a list of texts: `"dev": "lo"` and `"dev": ["eth0", "eth1"]`. */
export const textsOf = (json: unknown): string[] =>
  (Array.isArray(json) ? json : [json]).filter((one) => typeof one === 'string')

/** nft wraps statements and expressions as `{ "name": body }`. */
export function wrapped(json: unknown): [name: string, body: unknown] | undefined {
  const fields = fieldsOf(json)
  if (!fields) return undefined
  const [name] = Object.keys(fields)
  return name === undefined ? undefined : [name, fields[name]]
}
