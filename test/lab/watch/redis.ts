import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findServer } from '../../../src/store/redis-server.ts'
import { until } from '../until.ts'

/** The shell ends the server once its own standard input ends: with us, however we end. */
const WHILE_WE_LIVE = '"$0" "$@" & cat >/dev/null; kill $!; wait'

/** A Redis behind a socket of the file system: it can be reached from every network namespace, whatever becomes of their links. */
export async function startRedisIn(folder: string): Promise<{ url: string; close: () => Promise<void> }> {
  const program = findServer(process.env.PATH ?? '')
  if (!program) throw new Error('the watch needs a Redis: apt install redis-server')
  const url = join(folder, 'redis.sock')
  const settings = ['--port', '0', '--unixsocket', url, '--dir', folder, '--save', '', '--appendonly', 'no']
  const shell = spawn('sh', ['-c', WHILE_WE_LIVE, program, ...settings], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const ended = once(shell, 'exit')
  await until(() => existsSync(url), `${program} made no socket in ${folder}`, 10_000)
  return {
    url,
    close: async () => {
      shell.stdin.end()
      await ended
    },
  }
}
