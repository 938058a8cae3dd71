// Plays sshd at every address of loopback, for a measurement in another process: greets, and waits for the client to leave.
// Sends its port to the parent; when asked, how many have come since it was last asked.
import { type AddressInfo, createServer } from 'node:net'

let came = 0
const server = createServer((socket) => {
  came++
  socket.on('error', () => {})
  socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')
  socket.resume()
})
server.listen({ host: '0.0.0.0', port: 0, backlog: 4_096 }, () => {
  process.send?.((server.address() as AddressInfo).port)
})
process.on('message', () => {
  process.send?.(came)
  came = 0
})
process.on('disconnect', () => process.exit())
