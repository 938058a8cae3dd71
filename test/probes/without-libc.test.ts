import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readBanner } from '../../src/probes/banner.ts'
import { connectToAny } from '../../src/probes/connect.ts'
import { closedPort, deafPort, playServer } from '../support/serve.ts'

// As on a platform that koffi has no build for.
vi.mock('../../src/probes/libc.ts', () => ({ startConnecting: () => undefined }))

describe('the connect probe without libc', () => {
  it('knows that it was refused, and not by whom', async () => {
    const { answer } = await connectToAny(['127.0.0.1'], await closedPort())
    expect(answer).toMatchObject({ outcome: 'refused', by: 'unknown' })
  })

  it('connects, and hands the socket to the banner probe', async () => {
    const { port, close } = await playServer((socket) => socket.write('SSH-2.0-test\r\n'))
    onTestFinished(close)
    const { answer, socket } = await connectToAny(['127.0.0.1'], port)
    expect(answer).toMatchObject({ outcome: 'connected', localAddress: '127.0.0.1' })
    if (!socket) throw new Error('no socket')
    expect(await readBanner(socket)).toMatchObject({ outcome: 'banner', software: 'test' })
    socket.destroy()
  })

  it('waits for silence as long as it was told', async () => {
    const { port, close } = await deafPort()
    onTestFinished(close)
    const { answer } = await connectToAny(['127.0.0.1'], port, { timeoutMs: 200 })
    expect(answer).toMatchObject({ outcome: 'timed-out', timeoutMs: 200 })
  })

  it('stops when it is cancelled', async () => {
    const { port, close } = await deafPort()
    onTestFinished(close)
    await expect(connectToAny(['127.0.0.1'], port, { signal: AbortSignal.timeout(50) })).rejects.toThrow()
  })
})
