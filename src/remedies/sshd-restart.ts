import { z } from 'zod'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import { portNumber } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { startable, unknown } from './served.ts'
import { RESTART_GRANTS, restart, restartRescue, serviceName } from './sshd-units.ts'

const args = z.strictObject({ unit: serviceName, port: portNumber })
type Args = z.infer<typeof args>

/** There is no undo: the old process is gone. */
export const sshdRestart = defineRemedy<Args>({
  id: 'sshd-restart',
  title: 'Restart sshd',
  risk: 'careful',
  args,
  example: { unit: 'ssh.service', port: '22' },
  trouble,
  about: ({ port }) => ({ port: Number(port) }),
  plan: ({ unit }) => restart(unit),
  rescue: ({ unit }) => restartRescue(unit),
  grants: RESTART_GRANTS,
  caution:
    'What is in sshd’s files by now takes effect, and sshd -t sees only whether it may be read. Sessions that are open stay.',
})

function trouble(evidence: Evidence, { port }: Args): State {
  const listeners = answerOf(evidence, 'listeners')
  const processes = answerOf(evidence, 'sshd-process')?.processes
  if (!listeners || !processes) return unknown('nobody could see which sshd listens')
  const holders = listeners.listeners.filter((one) => one.port === Number(port)).map(({ pid }) => pid)
  const sshd = processes.find(({ pid }) => holders.includes(pid))
  if (!sshd) return unknown(`no sshd listens on port ${port}`)
  const { pid, exe, state } = sshd
  const facts = { pid, exe, state }
  const fault = exe.endsWith(' (deleted)') ? 'runs a program that was replaced on disk' : stuck(state)
  if (fault === undefined)
    return { state: 'gone', detail: `sshd (pid ${pid}) on port ${port} runs the program that is on disk`, facts }
  const why = startable(evidence)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: `sshd (pid ${pid}) on port ${port} ${fault}`, facts }
}

const stuck = (state: string): string | undefined => (state === 'T' ? 'is stopped by a signal' : undefined)
