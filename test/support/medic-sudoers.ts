import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Granted {
  program: string
  takes: (args: string) => boolean
}

/** Whether a file of ours for sudoers.d lets a command line run, the programs without their folders. */
export function grantedBy(file: string): (command: string) => boolean {
  const granted = readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => /^Cmnd_Alias \w+ = (.*)$/.exec(line)?.[1]?.split(/(?<!\\),\s*/) ?? [])
    .map(grantOf)
  return (command) => {
    const [, name = '', args = ''] = /^(\S+) ?(.*)$/s.exec(command) ?? []
    return granted.some(({ program, takes }) => program.endsWith(`/${name}`) && takes(args))
  }
}

/** sudoers(5): `""` takes no argument, `^…$` is a regular expression over all of them, else they are literal here. */
function grantOf(entry: string): Granted {
  const [, program = '', args = ''] = /^(\S+) (.*)$/.exec(entry.trim()) ?? []
  const text = args.replace(/\\([,:=])/g, '$1')
  if (!text.startsWith('^')) return { program, takes: (given) => given === (text === '""' ? '' : text) }
  // A bracket may begin with the one that would end it; JavaScript wants that escaped.
  const pattern = new RegExp(text.replace(/(?<!\\)\[\]\[/g, '[\\]\\['))
  return { program, takes: (given) => pattern.test(given) }
}
