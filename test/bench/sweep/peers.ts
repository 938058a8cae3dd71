// Other programs that read the greeting of SSH servers, where they are installed: the same hosts, the same servers.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../slack/bot.ts'
import { kill } from '../../support/child.ts'
import { cpuMsOf } from './cpu.ts'
import type { Target } from './fleet.ts'

/** Somebody who looks at a whole fleet, and tells the processor time (ms) that it took and how many hosts were seen. */
export interface Contestant {
  name: string
  sweep: (targets: readonly Target[]) => Promise<{ cpuMs: number; up: number }>
  close: () => Promise<void>
}

const PEERS: Record<string, { program: string; start: (folder: string) => Promise<Contestant> }> = {
  'prometheus-blackbox-exporter': { program: 'prometheus-blackbox-exporter', start: blackbox },
  nmap: { program: 'nmap', start: nmap },
}

/** Those that are installed. Of the others it says how to have them: no figure is made up. */
export async function peers(): Promise<Contestant[]> {
  const found: Contestant[] = []
  for (const [name, { program, start }] of Object.entries(PEERS)) {
    const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-bench-'))
    const forget = () => rmSync(folder, { recursive: true, force: true })
    if (!isInstalled(program)) {
      forget()
      console.log(`${name} is not installed, so nothing is compared with it: apt-get install ${name}`)
      continue
    }
    const peer = await start(folder)
    found.push({
      ...peer,
      close: async () => {
        await peer.close()
        forget()
      },
    })
  }
  return found
}

const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined

/** As its own example configuration has it. */
const SSH_BANNER = {
  modules: {
    ssh_banner: {
      prober: 'tcp',
      timeout: '10s',
      tcp: { query_response: [{ expect: '^SSH-2.0-' }, { send: 'SSH-2.0-blackbox-ssh-check' }] },
    },
  },
}
/** Enough to keep it busy. What asking costs is not its own time, and is not counted. */
const ASKED_AT_ONCE = 64

async function blackbox(folder: string): Promise<Contestant> {
  const config = join(folder, 'blackbox.yml')
  writeFileSync(config, JSON.stringify(SSH_BANNER))
  const origin = `127.0.0.1:${await freePort()}`
  const argv = [`--config.file=${config}`, `--web.listen-address=${origin}`, '--log.level=error']
  const exporter = spawn('prometheus-blackbox-exporter', argv, { stdio: ['ignore', 'ignore', 'inherit'] })
  const { pid = 0 } = exporter
  const agent = new Agent({ keepAlive: true, maxSockets: ASKED_AT_ONCE })
  const ask = (path: string) =>
    new Promise<string>((resolve, reject) => {
      get(`http://${origin}${path}`, { agent }, (response) => text(response).then(resolve, reject)).on('error', reject)
    })
  await answered(() => ask('/-/healthy'))
  return {
    name: 'blackbox_exporter',
    sweep: async (targets) => {
      const before = cpuMsOf(pid)
      const seen = await Promise.all(
        targets.map(({ address, port }) => ask(`/probe?module=ssh_banner&target=${address}:${port}`)),
      )
      return { cpuMs: cpuMsOf(pid) - before, up: seen.filter((said) => /^probe_success 1$/m.test(said)).length }
    },
    close: async () => {
      agent.destroy()
      await kill(exporter)
    },
  }
}

async function answered(ask: () => Promise<unknown>): Promise<void> {
  const giveUpMs = Date.now() + 10_000
  for (;;) {
    try {
      return void (await ask())
    } catch (error) {
      if (Date.now() > giveUpMs) throw error
      await sleep(100)
    }
  }
}

/** Its script `banner`, and nothing of what it does besides: no ping, no names, one port. */
async function nmap(folder: string): Promise<Contestant> {
  const list = join(folder, 'hosts')
  return {
    name: 'nmap --script banner',
    sweep: async (targets) => {
      writeFileSync(list, targets.map(({ address }) => address).join('\n'))
      const scan = ['-n', '-Pn', '-sT', '-T5', '-p', `${targets[0]?.port}`, '--script', 'banner', '-iL', list]
      // Its shell tells what the process took that it waited for.
      const shell = spawn('sh', ['-c', '"$@" && times', 'sh', 'nmap', ...scan], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const said = await text(shell.stdout)
      return { cpuMs: childrensMs(said), up: said.match(/banner: SSH-2\.0-/g)?.length ?? 0 }
    },
    close: async () => {},
  }
}

/** The last line of `times`: of the shell's children, user and system. */
function childrensMs(said: string): number {
  const last = said.trimEnd().split('\n').at(-1) ?? ''
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  )
  return parts.reduce((sum, seconds) => sum + seconds, 0) * 1_000
}
