import type { Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readBanner } from '../../src/probes/banner.ts'
import { connectToAny } from '../../src/probes/connect.ts'
import { knockElsewhere } from '../../src/probes/control.ts'
import { lookAtOtherPorts } from '../../src/probes/other-ports.ts'
import { resolveName } from '../../src/probes/resolve.ts'
import { closedPort, deafPort, playServer } from '../support/serve.ts'

async function connectedTo(play: (socket: Socket) => void): Promise<Socket> {
  const { port, close } = await playServer(play)
  onTestFinished(close)
  const { socket } = await connectToAny(['127.0.0.1'], port)
  if (!socket) throw new Error('the test server did not accept')
  return socket
}

describe('the connect probe', () => {
  it('tells a reset by the target’s own kernel', async () => {
    const port = await closedPort()
    const { answer, socket } = await connectToAny(['127.0.0.1'], port)
    expect(socket).toBeUndefined()
    expect(answer).toMatchObject({ outcome: 'refused', by: 'rst', address: '127.0.0.1', port })
  })

  it('goes on to the next address and records both attempts', async () => {
    const { port, close } = await playServer(() => {})
    onTestFinished(close)
    const { answer, socket } = await connectToAny(['::1', '127.0.0.1'], port)
    socket?.destroy()
    expect(answer).toMatchObject({ outcome: 'connected', address: '127.0.0.1', localAddress: '127.0.0.1' })
    expect(answer.attempts.map(({ address, outcome }) => [address, outcome])).toEqual([
      ['::1', 'refused'],
      ['127.0.0.1', 'connected'],
    ])
  })

  it('throws the reason when it is cancelled: that is not silence', async () => {
    const controller = new AbortController()
    controller.abort(new Error('enough'))
    await expect(connectToAny(['127.0.0.1'], 9, { signal: controller.signal })).rejects.toThrow('enough')
  })
})

describe('the connect probe over several addresses', () => {
  it('says of an address that never answers what it says, and closes nothing that counts', async () => {
    const { port, close } = await deafPort()
    onTestFinished(close)
    const { answer } = await connectToAny(['127.0.0.1', '::1'], port, { timeoutMs: 600 })
    expect(answer).toMatchObject({ outcome: 'timed-out', address: '127.0.0.1' })
    expect(answer.attempts.map(({ outcome }) => outcome)).toEqual(['timed-out', 'refused'])
  })

  it('ends at once when it is cancelled in the middle', async () => {
    const { port, close } = await deafPort()
    onTestFinished(close)
    const started = performance.now()
    await expect(connectToAny(['127.0.0.1'], port, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('the banner probe', () => {
  it('reads a banner and leaves the bytes for whoever comes next', async () => {
    const socket = await connectedTo((one) => one.write('welcome\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\nrest'))
    expect(await readBanner(socket)).toEqual({
      outcome: 'banner',
      line: 'SSH-2.0-OpenSSH_9.2p1 Debian-2',
      protocol: '2.0',
      software: 'OpenSSH_9.2p1 Debian-2',
      preamble: ['welcome'],
    })
    const again = await new Promise((resolve) => socket.once('data', resolve).resume())
    expect(String(again)).toContain('SSH-2.0-OpenSSH_9.2p1')
    socket.destroy()
  })

  it('keeps the text of a refusal', async () => {
    const socket = await connectedTo((one) => one.end('Not allowed at this time\r\n'))
    expect(await readBanner(socket)).toEqual({ outcome: 'refusal-text', text: 'Not allowed at this time', end: 'eof' })
  })

  it('times a close without a word', async () => {
    const socket = await connectedTo((one) => setTimeout(() => one.end(), 200))
    const banner = await readBanner(socket)
    expect(banner).toMatchObject({ outcome: 'closed', end: 'eof' })
    expect(banner.outcome === 'closed' && banner.afterMs).toBeGreaterThanOrEqual(190)
  })

  it('tells a reset from an end', async () => {
    const socket = await connectedTo((one) => setTimeout(() => one.resetAndDestroy(), 20))
    expect(await readBanner(socket)).toMatchObject({ outcome: 'closed', end: 'reset' })
  })

  it('tells silence', async () => {
    const socket = await connectedTo(() => {})
    expect(await readBanner(socket, { timeoutMs: 100, askedMs: 100 })).toEqual({
      ...{ outcome: 'silent', waitedMs: 100 },
      // The server's SYN-ACK, and nothing since; ours counts as one byte.
      flow: expect.objectContaining({ segmentsReceived: 1, bytesReceived: 0, segmentsUnacknowledged: 0, backoff: 0 }),
    })
  })

  it('knows another protocol, and takes no control characters from it', async () => {
    const socket = await connectedTo((one) => one.write('220 mail.example.com\u001b[2J ESMTP\r\n'))
    expect(await readBanner(socket, { timeoutMs: 100 })).toMatchObject({
      outcome: 'not-ssh',
      text: '220 mail.example.com·[2J ESMTP',
    })
  })

  it('speaks after a whole silence, and hears what waited for that', async () => {
    const web = await connectedTo((one) => one.once('data', () => one.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(await readBanner(web, { timeoutMs: 100 })).toMatchObject({
      outcome: 'not-ssh',
      text: 'HTTP/1.1 400 Bad Request',
      asked: true,
    })
    const tls = await connectedTo((one) => one.once('data', () => one.write(Buffer.from('15030300020246', 'hex'))))
    expect(await readBanner(tls, { timeoutMs: 100 })).toMatchObject({ text: 'bytes 15 03 03 00 02 02 46' })
    const shut = await connectedTo((one) => one.once('data', () => one.end()))
    expect(await readBanner(shut, { timeoutMs: 100 })).toMatchObject({
      outcome: 'silent',
      waitedMs: 100,
      closedWhenAsked: 'eof',
    })
    const late = await connectedTo((one) => one.once('data', () => one.write('SSH-2.0-slow\r\n')))
    expect(await readBanner(late, { timeoutMs: 100 })).toMatchObject({
      outcome: 'silent',
      waitedMs: 100,
      late: 'SSH-2.0-slow',
    })
  })

  it('listens on to a server that drips a line now and then', async () => {
    const socket = await connectedTo((one) => {
      const timer = setInterval(() => one.write('Xk3!fh\r\n'), 150)
      one.on('close', () => clearInterval(timer)).on('error', () => {})
    })
    const banner = await readBanner(socket, { timeoutMs: 200 })
    expect(banner).toMatchObject({ outcome: 'not-ssh', words: [{ text: 'Xk3!fh' }, {}, {}] })
    expect(banner.outcome === 'not-ssh' && banner.words?.[2]?.afterMs).toBeGreaterThan(400)
  })

  it('calls an error page of a web server no refusal by sshd', async () => {
    const socket = await connectedTo((one) => one.end('HTTP/1.1 408 Request Timeout\r\n\r\n'))
    expect(await readBanner(socket)).toMatchObject({ outcome: 'not-ssh', text: 'HTTP/1.1 408 Request Timeout' })
  })

  it('is not drowned by a server that never stops', async () => {
    const socket = await connectedTo((one) => one.write('x'.repeat(100_000)))
    const banner = await readBanner(socket)
    expect(banner.outcome).toBe('not-ssh')
    expect(banner.outcome === 'not-ssh' && banner.text.length).toBe(1_024)
  })
})

describe('the other probes', () => {
  it('take a literal address as it is', async () => {
    expect(await resolveName('203.0.113.7')).toEqual({
      outcome: 'resolved',
      addresses: [{ address: '203.0.113.7', family: 4 }],
      literal: true,
    })
  })

  it('knock on a high port', async () => {
    const answer = await knockElsewhere('127.0.0.1', { timeoutMs: 500 })
    expect(answer.port).toBeGreaterThanOrEqual(40_000)
    expect(answer.outcome).toBe('refused')
  })

  it('find an SSH server on another port, and take nothing else for one', async () => {
    const ssh = await playServer((one) => one.write('SSH-2.0-OpenSSH_9.2p1\r\n'))
    const mail = await playServer((one) => one.write('220 mail.example.com ESMTP\r\n'))
    onTestFinished(ssh.close)
    onTestFinished(mail.close)
    const looked = await lookAtOtherPorts('127.0.0.1', [mail.port, ssh.port], { connectTimeoutMs: 200 })
    expect(looked.found).toEqual([{ port: ssh.port, line: 'SSH-2.0-OpenSSH_9.2p1' }])
  })

  it('find no banner where nobody listens', async () => {
    const looked = await lookAtOtherPorts('127.0.0.1', [await closedPort()], { connectTimeoutMs: 200 })
    expect(looked.found).toEqual([])
  })
})
