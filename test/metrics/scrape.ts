import { spawnSync } from 'node:child_process'

/** What an address of a process answers. */
export async function fetched(port: number, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, text: await response.text() }
}

/** The samples that are ours, by name and labels as they are printed. */
export async function samplesAt(port: number): Promise<Map<string, number>> {
  const { text } = await fetched(port, '/metrics')
  const lines = text.split('\n').filter((line) => line.startsWith('ssh_medic_'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

/** Whether Prometheus' own checker is here: Debian's package `prometheus`. It says so where it is not. */
export function hasPromtool(): boolean {
  const found = spawnSync('promtool', ['--version']).error === undefined
  if (!found) console.warn('NOT CHECKED by promtool: it is not here (Debian package prometheus)')
  return found
}
