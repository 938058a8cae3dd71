import { remedies } from '../remedies/index.ts'

/** Every remedy with its arguments by example, for the help of `fix`. */
export function remediesHelp(): string {
  const width = Math.max(...remedies.map(({ id }) => id.length))
  const lines = remedies.map(({ id, title, risk, example }) => {
    const pairs = Object.entries(example).map(([key, value]) => `${key}=${value}`)
    return `  ${id.padEnd(width)}  ${pairs.join(' ')}\n  ${''.padEnd(width)}  ${title} (${risk})`
  })
  return `\nRemedies, with their arguments by example:\n${lines.join('\n')}\n`
}
