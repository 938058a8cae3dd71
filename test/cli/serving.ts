import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export const MAIN = join(import.meta.dirname, '../../dist/cli/main.js')

/** A folder of the test's own with this configuration in it, and with the keys that orders are signed with. */
export function folderWith(redisUrl: string, config: string): string {
  const path = mkdtempSync(join(tmpdir(), 'ssh-medic-serve-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const all = `vantage: bastion-a\nredis: ${redisUrl}\n${config}\n${keysIn(path)}`
  writeFileSync(join(path, 'ssh-medic.yml'), all)
  return path
}

function keysIn(home: string): string {
  const [secret, known] = [join(home, 'order.pem'), join(home, 'order.pub.pem')]
  const pair = generateKeyPairSync('ed25519')
  writeFileSync(secret, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(known, pair.publicKey.export({ type: 'spki', format: 'pem' }))
  return `signing: {privateKeyFile: ${secret}, publicKeyFiles: [${known}]}\n`
}

export const environment = (home: string, more: Record<string, string> = {}) => ({
  ...{ PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: join(home, 'state'), NO_COLOR: '1' },
  ...more,
})

/** The built program in a process of its own; it is asked to end when the test is over. */
export function serve(role: string, home: string, more: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [MAIN, role], { cwd: home, env: environment(home, more), stdio: 'ignore' })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  })
  return child
}
