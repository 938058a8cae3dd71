import type { Argv } from './define.ts'

/** The command line that makes a POSIX shell run exactly this program with these arguments. */
export const quoteArgv = (argv: Argv): string => argv.map(quoteWord).join(' ')

/** Words of harmless characters stay as they are; a leading `=` or `~` means something to some shells, so they are quoted. */
function quoteWord(word: string): string {
  if (word.includes('\0')) throw new Error('a command argument cannot contain a NUL byte')
  if (/^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:@%+,=-]*$/.test(word)) return word
  return `'${word.replaceAll("'", "'\\''")}'`
}
