import type { Duplex } from 'node:stream'
import { identityOf } from '../access/identity.ts'
import { knownHostsOf } from '../access/known-hosts.ts'
import { type LoggedIn, login } from '../access/login.ts'
import { mayNeedOpenssh } from '../access/openssh.ts'
import type { Shell } from '../access/shell.ts'
import { describeAnswer } from '../causes/reading/outside.ts'
import type { Host } from '../config/schema.ts'
import type { Step } from '../domain/message.ts'
import { readBanner } from '../probes/banner.ts'
import { fileBudget } from '../probes/budget-file.ts'
import { connectToAny } from '../probes/connect.ts'
import { goThroughJumps } from '../probes/jump.ts'
import { openNotebook } from '../probes/notebook.ts'
import { spend, type Walk } from '../probes/reach.ts'
import { resolveName } from '../probes/resolve.ts'
import * as tell from '../probes/tell.ts'
import { redisBudget } from '../store/redis-budget.ts'
import { type Around, defineExam, listed, note, type Result, right, skipped, wrong } from './exam.ts'
import { sudoOn } from './sudo.ts'

const LOGIN_TIMEOUT_MS = 30_000
const AT_ONCE = 5

/** One login to each host that was asked for, counted by the same budget as a check. */
export const visits = defineExam({
  id: 'visits',
  title: 'Logins',
  role: 'worker',
  needs: [],
  examine: async (around) => {
    const { visited } = around
    if (visited.length === 0)
      return [skipped('no host was visited: name some (ssh-medic doctor web-01), or all of this vantage by --hosts')]
    const results = await inTurns(visited, (host) => examined(host, around))
    const fine = visited.filter((_, index) => results[index]?.length === 0).map(({ name }) => name)
    const said = results.flat()
    return fine.length === 0
      ? said
      : [right(`${listed(fine)}: the key, the login and sudo are as they should be`), ...said]
  },
})

/** A few at a time. */
async function inTurns(hosts: readonly Host[], look: (host: Host) => Promise<Result[]>): Promise<Result[][]> {
  const left = [...hosts.entries()]
  const results: Result[][] = []
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await look(next[1])
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

async function examined(host: Host, around: Around): Promise<Result[]> {
  const { signal, onStep } = around
  const started = performance.now()
  onStep({ name: host.name, state: 'running' })
  const entered = await enter(host, walkTo(host, around))
  signal.throwIfAborted()
  const results = 'failed' in entered ? [entered.failed] : await lookAround(entered.shell, host, signal)
  const state = results.some((one) => one.state === 'wrong') ? 'failed' : 'done'
  onStep({ name: host.name, state, ms: Math.round(performance.now() - started) })
  return results
}

async function lookAround(shell: Shell, host: Host, signal: AbortSignal): Promise<Result[]> {
  try {
    return await sudoOn(shell, host.name, userOf(host), signal)
  } catch (error) {
    signal.throwIfAborted()
    return [
      wrong(
        `${host.name}: ${error instanceof Error ? error.message : error}`,
        `ssh-medic check ${host.name} tells what is wrong there.`,
      ),
    ]
  } finally {
    shell.close()
  }
}

/** Of the steps of the probes only the waiting is shown: the host is the step here. */
function walkTo(host: Host, { config, redis, signal, onStep }: Around): Walk {
  const onlyWaits = (step: Step) => void (step.name === 'budget' && onStep({ ...step, name: host.name }))
  const budget = 'ok' in redis ? redisBudget(redis.ok, config.vantage) : fileBudget()
  return {
    request: { runId: 'doctor', host, vantage: config.vantage },
    tools: { knownHosts: config.knownHosts, budget, signal, onStep: onlyWaits },
    notebook: openNotebook({ signal }),
    pending: [],
  }
}

const userOf = ({ user }: Host) => user ?? process.env.USER ?? 'root'

type Entered = { shell: Shell } | { failed: Result }

/** One connection, and no second one whatever comes of it. */
async function enter(host: Host, on: Walk): Promise<Entered> {
  const { knownHosts, signal } = on.tools
  const reached = await (host.jumps?.length ? throughJumps(host, host.jumps, on) : directly(host, on))
  if ('failed' in reached) return reached
  const { stream, names, close } = reached
  const banner = await readBanner(stream, { signal })
  if (banner.outcome !== 'banner') {
    close()
    return failed(host, `no SSH server greeted us (${tell.banner(banner)})`)
  }
  const identity = identityOf(host.identityFile)
  if ('missing' in identity) {
    stream.destroy()
    close()
    return failed(host, identity.missing)
  }
  const known = knownHostsOf(knownHosts, [host.address, host.name, ...names], host.port)
  const logged = await login(stream, { user: userOf(host), identity, known, timeoutMs: LOGIN_TIMEOUT_MS, signal })
  if (logged.shell) return { shell: closingBehind(logged.shell, close) }
  close()
  if (mayNeedOpenssh(logged))
    return { failed: note(`${host.name}: ${ONLY_OPENSSH}`, `ssh-medic check ${host.name} tries that.`) }
  return failed(host, whyNot(logged), mendOf(logged, host, knownHosts))
}

/** One connection is all that a visit makes. */
const ONLY_OPENSSH =
  'only this machine’s own ssh can log in there (by its algorithms, or the certificate of its key), by a second connection'

const closingBehind = (shell: Shell, close: () => void): Shell => ({
  ...shell,
  close: () => {
    shell.close()
    close()
  },
})

interface Reached {
  stream: Duplex
  names: string[]
  close: () => void
}

async function directly(host: Host, on: Walk): Promise<Reached | { failed: Result }> {
  const { signal } = on.tools
  const resolved = await resolveName(host.address, signal)
  if (resolved.outcome !== 'resolved') return failed(host, `${host.address}: ${tell.resolve(resolved)}`)
  const addresses = resolved.addresses.map(({ address }) => address)
  await spend(on, addresses, host.port)
  const { socket, answer } = await connectToAny(addresses, host.port, { signal })
  if (!socket) return failed(host, `port ${host.port} of ${answer.address}: ${describeAnswer(answer)}`)
  return { stream: socket, names: [answer.address], close: () => {} }
}

async function throughJumps(host: Host, jumps: Host[], on: Walk): Promise<Reached | { failed: Result }> {
  const way = await goThroughJumps(on, jumps, host)
  return 'because' in way ? failed(host, way.because) : { stream: way.stream, names: [], close: way.close }
}

const failed = (host: Host, what: string, mend = `ssh-medic check ${host.name} finds the cause.`) => ({
  failed: wrong(`${host.name}: ${what}`, mend),
})

function whyNot({ kex, hostKey, login: answer }: LoggedIn): string {
  if (hostKey && hostKey.outcome !== 'match')
    return `its host key is ${hostKey.outcome} (${hostKey.type} ${hostKey.fingerprint})`
  return tell.login({ kex, hostKey, login: answer })
}

function mendOf({ hostKey, login: answer }: LoggedIn, host: Host, knownHosts: string): string {
  if (hostKey?.outcome === 'unknown')
    return `Compare that fingerprint with the one on its console (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), then: ssh-keyscan -p ${host.port} ${host.address} >> ${knownHosts}`
  if (answer?.outcome === 'denied')
    return `Put the public half of ${host.identityFile ?? 'our key'} into ~${userOf(host)}/.ssh/authorized_keys there.`
  return `ssh-medic check ${host.name} finds the cause.`
}
