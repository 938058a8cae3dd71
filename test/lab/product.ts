import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { productMain, ROOT } from './build-copy.ts'
import type { LabHost } from './host.ts'
import { INVENTORY_NAME } from './host.ts'
import type { CheckArgs } from './scenario.ts'
import { type Ran, run } from './sh.ts'
import { onBastion } from './vantage.ts'

/** The part of `check --json` that scenarios look at. */
export interface Report {
  verdict: string
  findings: Finding[]
  untested: { cause: string; because: string }[]
  durationMs: number
}

interface Finding {
  cause: string
  confidence: string
  summary: string
  remedies: { id: string; args: Record<string, string>; command: string }[]
}

/** The part of `fix --json`. */
interface ActionReport {
  outcome: string
  command: string
  undo?: { command: string }
  next?: { id: string; args: Record<string, string> }
}

export interface Answer<T> {
  exit: number
  /** Undefined when standard output was not the JSON that was asked for. */
  report: T | undefined
  stdout: string
  stderr: string
  ms: number
}

export interface Product {
  check: (args?: CheckArgs, extra?: readonly string[]) => Promise<Answer<Report>>
  /** Runs the evidence script on the host's console and adds what it prints to saved evidence; `merged` is where to save that. */
  console: (saved: string, args: CheckArgs | undefined, merged: string) => Promise<Answer<Report>>
  fix: (remedy: string, args: Record<string, string>, extra?: readonly string[]) => Promise<Answer<ActionReport>>
}

/** ssh-medic as it is built, run on the bastion against one host. */
export function productFor(host: LabHost, signal?: AbortSignal, timeoutMs = 120_000): Product {
  const call = async <T>(args: readonly string[]): Promise<Answer<T>> => {
    const { argv, options } = commandOf(host, args)
    return answerOf<T>(await run(argv, { ...options, signal, timeoutMs }))
  }
  return {
    check: (args = {}, extra = []) => call<Report>(['check', INVENTORY_NAME, '--json', ...flagsOf(args), ...extra]),
    console: async (saved, args = {}, merged) => {
      const output = join(host.folder, 'console.txt')
      writeFileSync(output, await runAtConsole(host, args))
      return call<Report>(['diagnose', saved, '--inside', output, '--save', merged, '--json'])
    },
    fix: (remedy, args, extra = []) => {
      const pairs = Object.entries(args).map(([key, value]) => `${key}=${value}`)
      return call<ActionReport>(['fix', INVENTORY_NAME, remedy, ...pairs, '--yes', '--json', ...extra])
    },
  }
}

/** How ssh-medic is started on the bastion against the host. */
export const commandOf = (host: LabHost, args: readonly string[]) => ({
  argv: commandLine(host, args, productMain()),
  options: { cwd: ROOT, env: environmentOf(host) },
})

/** As a person would at the console: the script as root, asked about the person who is locked out. */
async function runAtConsole(host: LabHost, { from = '-', user = '-', port = host.port }: CheckArgs): Promise<string> {
  const { stdout: script } = await run(['node', productMain(), 'script'])
  return host.exec(`sh -s -- - '${from}' '${user}' ${port}`, { input: script })
}

/** The command line that runs ssh-medic on the bastion against the host. */
export const commandLine = (
  host: LabHost,
  args: readonly string[],
  main = join(ROOT, 'dist/cli/main.js'),
): string[] => [
  ...onBastion(host.folder, ['node', main, ...args]),
  ...(args[0] === 'diagnose' ? [] : ['--config', host.config]),
]

export function flagsOf({ from, user, port }: CheckArgs): string[] {
  const pairs = { '--from': from, '--user': user, '--port': port }
  return Object.entries(pairs).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]))
}

/** A home of its own for each host: what the product remembers of one must not meet the next host with the same address. */
function environmentOf(host: LabHost): NodeJS.ProcessEnv {
  const home = join(host.folder, 'home')
  return { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_RUNTIME_DIR: join(home, 'run') }
}

function answerOf<T>({ code, stdout, stderr, ms }: Ran): Answer<T> {
  return { exit: code, report: parse<T>(stdout), stdout, stderr, ms }
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T
  } catch {
    return undefined
  }
}
