import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CLOCK_SKEW_MS, ephemeralKeys, loadSigner, loadVerifier } from '../../src/queue/signing.ts'
import { orderOf } from './fixtures.ts'

const now = new Date()

describe('a signed order', () => {
  const { signer, verifier } = ephemeralKeys()
  const order = orderOf()

  it('is accepted as it was signed', () => {
    expect(verifier.verify(signer.sign(order), now)).toEqual({ accepted: true, order })
  })

  it.each([
    ['host', (text: string) => text.replace('web-01', 'web-02')],
    ['argument', (text: string) => text.replace('203.0.113.7', '203.0.113.8')],
    ['spacing', (text: string) => text.replace('{', '{ ')],
  ])('is refused with another %s', (_part, alter) => {
    const job = signer.sign(order)
    expect(verifier.verify({ ...job, signed: alter(job.signed) }, now)).toMatchObject({ refusal: 'bad-signature' })
  })

  it.each(['', 'AAAA', 'not base64 at all', Buffer.alloc(64).toString('base64')])(
    'is refused with the signature %j',
    (signature) => {
      expect(verifier.verify({ ...signer.sign(order), signature }, now)).toMatchObject({ refusal: 'bad-signature' })
    },
  )

  it('is refused from a key that is not known, also under the name of one that is', () => {
    const forged = ephemeralKeys().signer.sign(order)
    expect(verifier.verify(forged, now)).toMatchObject({ refusal: 'unknown-key' })
    expect(verifier.verify({ ...forged, keyId: signer.keyId }, now)).toMatchObject({ refusal: 'bad-signature' })
  })

  it('is refused after it expired, with some patience for clocks that differ', () => {
    const job = signer.sign(order)
    const expiresMs = Date.parse(order.expiresAt)
    expect(verifier.verify(job, new Date(expiresMs + CLOCK_SKEW_MS))).toMatchObject({ accepted: true })
    expect(verifier.verify(job, new Date(expiresMs + CLOCK_SKEW_MS + 1))).toMatchObject({ refusal: 'expired' })
  })

  it('is refused when it comes from the future', () => {
    const early = new Date(Date.parse(order.issuedAt) - CLOCK_SKEW_MS - 1)
    expect(verifier.verify(signer.sign(order), early)).toMatchObject({ refusal: 'not-yet-valid' })
  })

  it('is refused when what was signed is no order', () => {
    const odd = signer.sign({ ...order, direction: 'sideways' as 'do' })
    expect(verifier.verify(odd, now)).toMatchObject({ refusal: 'malformed' })
  })
})

describe('a seal', () => {
  const { signer, verifier } = ephemeralKeys()
  const sealed = signer.seal('approval', { by: 'U1' })

  it('is opened by whoever sealed it, and by whoever knows the key', () => {
    expect([signer.open('approval', sealed), verifier.open('approval', sealed)]).toEqual([{ by: 'U1' }, { by: 'U1' }])
  })

  it.each([
    ['another kind', () => signer.open('request', sealed)],
    ['other words', () => signer.open('approval', { ...sealed, text: '{"by":"U2"}' })],
    ['another key', () => ephemeralKeys().signer.open('approval', sealed)],
    [
      'another key under the same name',
      () => {
        const forged = { ...ephemeralKeys().signer.seal('approval', { by: 'U1' }), keyId: signer.keyId }
        return signer.open('approval', forged)
      },
    ],
    [
      'the signature of an order',
      () => {
        const { signed, signature, keyId } = signer.sign(orderOf())
        return signer.open('approval', { text: signed, seal: signature, keyId })
      },
    ],
  ])('is worth nothing for %s', (_what, open) => {
    expect(open()).toBeUndefined()
  })

  it('is worth nothing as the signature of an order', () => {
    const order = signer.seal('request', orderOf())
    const job = { signed: order.text, signature: order.seal, keyId: order.keyId }
    expect(verifier.verify(job, now)).toMatchObject({ refusal: 'bad-signature' })
  })
})

describe('keys in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-keys-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const pair = generateKeyPairSync('ed25519')
  const privateFile = file('signing.pem', pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  const publicFile = file('signing.pub.pem', pair.publicKey.export({ type: 'spki', format: 'pem' }).toString())
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

  it('verify what they signed', () => {
    const order = orderOf()
    const verified = loadVerifier([publicFile]).verify(loadSigner(privateFile).sign(order), now)
    expect(verified).toEqual({ accepted: true, order })
  })

  it('are changed with an overlap: worker and bot one after the other, and no order is lost', () => {
    const next = generateKeyPairSync('ed25519')
    const nextPrivate = file('next.pem', next.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    const nextPublic = file('next.pub.pem', next.publicKey.export({ type: 'spki', format: 'pem' }).toString())
    const [before, after] = [loadSigner(privateFile).sign(orderOf()), loadSigner(nextPrivate).sign(orderOf())]
    const acceptedWith = (files: string[]) =>
      [before, after].map((job) => {
        const verified = loadVerifier(files).verify(job, now)
        return verified.accepted || verified.refusal
      })
    expect(acceptedWith([publicFile])).toEqual([true, 'unknown-key'])
    expect(acceptedWith([publicFile, nextPublic])).toEqual([true, true])
    expect(acceptedWith([nextPublic])).toEqual(['unknown-key', true])
  })

  it('accept nothing when there are none, and say what is missing', () => {
    const verified = loadVerifier([]).verify(loadSigner(privateFile).sign(orderOf()), now)
    expect(verified).toMatchObject({ because: expect.stringContaining('signing.publicKeyFiles') })
  })

  it.each([
    ['a missing private key', () => loadSigner(join(folder, 'none.pem')), 'openssl genpkey -algorithm ed25519'],
    ['text that is no key', () => loadSigner(file('junk.pem', 'junk')), 'does not hold an ed25519 private key'],
    [
      'a key of another kind',
      () => loadSigner(file('rsa.pem', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())),
      'rsa',
    ],
    ['a private key given to a worker', () => loadVerifier([privateFile]), 'a worker gets the public one only'],
    ['a missing public key', () => loadVerifier([join(folder, 'none.pem')]), 'openssl pkey'],
  ])('say what to do about %s', (_case, load, advice) => {
    expect(load).toThrow(advice)
  })
})
