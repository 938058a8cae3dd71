import { execFileSync } from 'node:child_process'
import type { Argv } from '../../src/remedies/define.ts'

/** Runs the commands on this machine, with a file of our own in the place of the host's. */
export function runOn(path: string, file: string, argvs: readonly Argv[] = []): void {
  for (const [program = '', ...words] of argvs)
    execFileSync(
      program,
      words.map((word) => (word === file ? path : word)),
    )
}
