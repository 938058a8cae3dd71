import { spawn } from 'node:child_process'
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

const HOLD = `
const [address, port, from, count, forMs] = process.argv.slice(1)
let opened = 0
for (let left = Number(count); left > 0; left--)
  require('net').connect({ host: address, port: Number(port), localAddress: from })
    .on('connect', () => { if (++opened === Number(count)) console.log('open') })
    .on('data', () => {}).on('error', () => {})
setTimeout(() => process.exit(), Number(forMs))`

/** Opens connections and says nothing, as a stuck job does. They stay open for a while, or until the host goes. */
export async function holdConnections(host: LabHost, from: string, count: number, forMs = 60_000): Promise<void> {
  const args = [host.address, String(host.port), from, String(count), String(forMs)]
  const holder = spawn('ip', ['netns', 'exec', BASTION, 'node', '-e', HOLD, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve())
    holder.once('exit', () => reject(new Error('the connections could not be opened')))
  })
  holder.stdout.destroy()
  holder.unref()
}
