import { randomInt } from 'node:crypto'
import type { Address } from '../domain/address.ts'
import type { OutsideAnswers } from '../domain/observation.ts'
import { connectOnce } from './connect-one.ts'

const HIGH_PORTS = { from: 40_000, to: 60_000 }

/** Knocks where nothing is expected: what a port without a listener answers tells a firewall from a stopped server. */
export async function knockElsewhere(
  address: Address,
  options: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<OutsideAnswers['control']> {
  const port = randomInt(HIGH_PORTS.from, HIGH_PORTS.to)
  const { answer, socket } = await connectOnce(address, port, options)
  socket?.destroy()
  return { ...answer, port }
}
