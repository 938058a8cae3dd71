import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunResult } from '../../src/access/shell.ts'
import { type CarryOut, carryOut } from '../../src/remedies/carry-out.ts'
import { evidenceOf, f2bRule, insideOf } from '../remedies/evidence.ts'

const ended = (exit: number): RunResult => ({ exit, stdout: '', stderr: '', timedOut: false, ms: 1 })

/**
 * A host where nothing helps, so that whatever is carried out a second time is seen. Its marks are made by the real script, in
 * folders of its own.
 */
export function stubbornHost() {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-host-'))
  const places = ['/var/tmp', '/dev/shm']
  for (const place of places) mkdirSync(join(folder, place), { recursive: true })
  /** The orders whose commands were run. */
  const changed: string[] = []

  async function mark(command: string): Promise<RunResult> {
    const there = places.reduce((text, place) => text.replaceAll(place, join(folder, place)), command)
    const [exit] = await once(spawn('sh', ['-c', there], { stdio: 'ignore' }), 'exit')
    return ended(Number(exit))
  }
  const shellFor = (orderId: string) => ({
    run: async (command: string) => {
      if (command.includes('ssh-medic-begun-')) return mark(command)
      changed.push(orderId)
      return ended(0)
    },
    close: () => {},
  })
  return {
    changed,
    carryOut: (order: CarryOut) => {
      const { ip = '' } = order.args
      const banned = () => insideOf({ login: 'medic', jails: { sshd: [ip] }, rules: [f2bRule], running: true })
      const shell = shellFor(order.orderId ?? '')
      const visit = async () => ({ evidence: evidenceOf(banned(), ip), shell })
      return carryOut({ ...order, ways: { visit, gatherInside: async () => banned() }, betweenLooksMs: 1 })
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
