import type { InsideName, Observation } from '../../src/domain/observation.ts'
import { parseScriptOutput } from '../../src/evidence/script.ts'

/** Writes a transcript as the script would, for outputs that no lab host prints. */
export interface Said {
  section: string
  label: string
  command?: string
  exit?: number
  how?: string
  output?: string
  limit?: number
}

export function transcript(
  said: Said[],
  { nonce = 'n0', client = '-', user = '-', port = 22, mode = 'root', done = true } = {},
): string {
  const mark = `@@ssh-medic ${nonce}`
  const frames = said.flatMap(
    ({ section, label, command = label, exit = 0, how = 'root', output = '', limit = 65536 }) => [
      `${mark} begin ${section} ${label} 10.10 ${command}`,
      ...output.split('\n').map((line) => `|${line}`),
      `${mark} end ${exit} ${how} ${limit} 10.12`,
    ],
  )
  return [
    `${mark} start 1 10.00 ${mode} ${client} ${user} ${port}`,
    ...frames,
    ...(done ? [`${mark} done 10.50`] : []),
    '',
  ].join('\n')
}

/** What one section makes of outputs, given by their labels. */
export function reading<K extends InsideName>(
  section: K,
  outputs: Record<string, string | Omit<Said, 'section' | 'label'>>,
  about: { client?: string; user?: string; port?: number } = {},
): Observation<K> {
  const said = Object.entries(outputs).map(([label, value]) => ({
    section,
    label,
    ...(typeof value === 'string' ? { output: value } : value),
  }))
  const observations = parseScriptOutput(transcript(said, about), 'n0', new Date('2026-11-21T06:00:00Z'))
  const found: unknown = observations.find(({ observation }) => observation === section)
  return found as Observation<K>
}
