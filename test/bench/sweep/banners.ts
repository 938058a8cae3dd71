// Plays sshd at every address of loopback, for a measurement in another process.
import { createServer } from 'node:net'

const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.end('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')
})
server.listen({ host: '0.0.0.0', port: 0, backlog: 4_096 }, () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : undefined)
})
