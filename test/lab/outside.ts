import type { LabHost } from './host.ts'
import { BASTION } from './places.ts'
import { must } from './sh.ts'

/** Runs on the bastion: reads banners and leaves, until sshd says that it has had enough. */
const READ_BANNERS = `
const [address, port, from, atMost] = process.argv.slice(1)
const read = () => new Promise((resolve) => {
  let text = ''
  const socket = require('net').connect({ host: address, port: Number(port), localAddress: from })
  socket.on('data', (data) => { text += data; socket.end() }).on('error', () => {}).on('close', () => resolve(text))
})
;(async () => {
  for (let count = 1; count <= Number(atMost); count++)
    if ((await read()).startsWith('Not allowed')) return console.log(count)
  console.error('sshd never refused'); process.exitCode = 1
})()`

/** Earns an address a penalty of sshd (9.8 and later): each connection without a login is a second, and 15 of them count. */
export async function earnPenalty(host: LabHost, from: string): Promise<void> {
  const args = [host.address, String(host.port), from, '40']
  await must(['ip', 'netns', 'exec', BASTION, 'node', '-e', READ_BANNERS, ...args], { timeoutMs: 30_000 })
}
