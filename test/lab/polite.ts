import type { LabHost } from './host.ts'
import { BASTION_ADDRESS } from './places.ts'
import type { Product } from './product.ts'

const RUNS = 50
export const POLITE_MS = 1_500_000

/** Fifty checks in a row. Each may say that it has to wait; none may find a fault, for there is none. */
export async function checkFiftyTimes(_host: LabHost, product: Product): Promise<void> {
  for (let count = 1; count <= RUNS; count++) {
    const { exit, report, stderr } = await product.check()
    if (exit !== 0 && exit !== 2)
      throw new Error(
        `check ${count} of ${RUNS} exits ${exit}: ${JSON.stringify(report?.findings)} ${stderr.slice(-500)}`,
      )
  }
}

/** Fails when the host has a line that matches, in what the command prints. */
export async function assertNone(host: LabHost, command: string, unwanted: RegExp): Promise<void> {
  const printed = await host.exec(command)
  const lines = printed.split('\n').filter((line) => unwanted.test(line))
  if (lines.length > 0) throw new Error(`${command}: ${lines.slice(0, 3).join(' | ')}`)
}

export const NAMES_BASTION = new RegExp(`\\b${BASTION_ADDRESS.replaceAll('.', '\\.')}\\b`)
