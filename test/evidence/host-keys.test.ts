import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

const certificate = (valid: string, principals = 'Principals: \n                web-01\n                10.77.0.5') =>
  `/etc/ssh/k-cert.pub:
        Type: ssh-ed25519-cert-v01@openssh.com host certificate
        Public key: ED25519-CERT SHA256:J6XxGhJprRz5QqzALCfLrCLrMIuQHoH7eDk1cJVa+Ag
        Signing CA: ED25519 SHA256:Zpo1lM926FE0P5S3isJVQZDIdO5/e3icr5p6KygkOUE (using ssh-ed25519)
        Key ID: "web-01"
        Serial: 0
        Valid: ${valid}
        ${principals}
        Critical Options: (none)
        Extensions: (none)`

const read = (output: string) => reading('host-keys', { config: 'port 22', 'cert:/etc/ssh/k-cert.pub': output })

describe('host-keys', () => {
  it('reads the fingerprints of the keys', () => {
    const output = '256 SHA256:TTjbZ4fTKE7uHR+8EmwqJWIsrYz0n3hVGECflEVyl7Q root@web-01 (ED25519)'
    expect(
      reading('host-keys', {
        config: 'port 22',
        'key:/etc/ssh/k': output,
        'key:/gone': { exit: 255, output: 'No such file' },
      }),
    ).toMatchObject({
      keys: [
        { fingerprint: 'SHA256:TTjbZ4fTKE7uHR+8EmwqJWIsrYz0n3hVGECflEVyl7Q', type: 'ED25519', file: '/etc/ssh/k' },
      ],
      certificates: [],
    })
  })

  it('reads a certificate: for how long, and for whom', () => {
    expect(read(certificate('from 2026-11-18T12:07:17 to 2026-11-20T12:07:17'))).toMatchObject({
      certificates: [
        {
          file: '/etc/ssh/k-cert.pub',
          keyId: 'web-01',
          from: '2026-11-18T12:07:17Z',
          to: '2026-11-20T12:07:17Z',
          principals: ['web-01', '10.77.0.5'],
        },
      ],
    })
  })

  it.each([
    ['forever', {}],
    ['before 2026-11-20T12:07:17', { to: '2026-11-20T12:07:17Z' }],
    ['after 2026-11-20T12:07:17', { from: '2026-11-20T12:07:17Z' }],
  ])('knows a certificate that is valid %s', (valid, limits) => {
    expect(read(certificate(valid, 'Principals: (none)'))).toMatchObject({
      certificates: [
        { file: '/etc/ssh/k-cert.pub', type: expect.anything(), keyId: 'web-01', ...limits, principals: [] },
      ],
    })
  })

  it('needs root to know which files sshd uses', () => {
    expect(reading('host-keys', { config: { exit: 1, how: 'plain', output: 'no' } })).toMatchObject({
      outcome: 'skipped',
      because: expect.stringContaining('needs root'),
    })
  })
})
