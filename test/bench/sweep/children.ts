import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { kill } from '../../support/child.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** A part of a measurement in a process of its own. */
export interface Child {
  /** Sends it something, and waits for what it says to that. */
  ask: <T>(question: unknown) => Promise<T>
  close: () => Promise<void>
}

const childOf = (started: ChildProcess): Child => ({
  ask: async <T>(question: unknown) => {
    started.send(question as object)
    const [said] = (await once(started, 'message')) as [T]
    return said
  },
  close: () => kill(started),
})

/** As it is built, without the loader of TypeScript: what it takes is then all its own. */
export function builtChild(name: string, args: readonly string[], execArgv: readonly string[] = []): Child {
  const outfile = join(ROOT, `dist/bench/${name}.js`)
  buildSync({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external' },
  })
  return childOf(fork(outfile, args, { execArgv: [...execArgv] }))
}

/** Plays sshd at every address of loopback. */
export async function playedSshds(): Promise<Child & { port: number }> {
  const started = fork(new URL('banners.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
  const [port] = (await once(started, 'message')) as [number]
  return { ...childOf(started), port }
}
