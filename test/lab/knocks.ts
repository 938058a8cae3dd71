import { spawn } from 'node:child_process'
import type { LabHost } from './host.ts'
import { attemptLogin, loginCommand } from './person.ts'
import { sleep } from './sh.ts'

/** The person tries that many times, all at once. */
export async function tryOften(host: LabHost, times: number): Promise<void> {
  await Promise.all(Array.from({ length: times }, () => attemptLogin(host, { connectTimeoutS: 1 })))
}

/** The person logs in that many times and stays, until the host is taken down. */
export async function stayConnected(host: LabHost, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    const [program = '', ...args] = ['timeout', '90', ...loginCommand(host, {}, 'sleep 90')]
    spawn(program, args, { stdio: 'ignore', detached: true }).unref()
  }
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await sleepers(host)) >= times) return
    await sleep(100)
  }
  throw new Error('the person did not get in that often')
}

const sleepers = async (host: LabHost): Promise<number> =>
  Number((await host.tryExec('pgrep -fc "^sleep 90"')).stdout.trim())
