import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { configuration } from '../../src/doctor/configuration.ts'
import { aroundOf, found, hostOf } from './around.ts'

function fileOf(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'ssh-medic.yml')
  writeFileSync(file, '')
  chmodSync(file, mode)
  return file
}

const prod = { hosts: [hostOf('web-01', { tags: ['prod'] })] }
const ana = { users: ['U1'] }

describe('the configuration', () => {
  it('is right in one line when nothing is wrong with it', async () => {
    const configFile = fileOf(0o644)
    const around = aroundOf({ policy: { fix: ana } }, { ...prod, configFile })
    expect(await found(configuration, around)).toEqual([`right: ${configFile}: 1 host, 1 vantage (bastion-a)`])
  })

  it.each([
    [
      'a grant for a tag that no host has',
      { grants: [{ ...ana, may: ['fix'], tags: ['prdo'] }] },
      /^wrong: policy.grants\[0\].tags names prdo/,
    ],
    [
      'a demand that never applies',
      { fix: ana, demands: [{ tags: ['prdo'], reason: true }] },
      /^wrong: policy.demands\[0\].tags names prdo/,
    ],
    [
      'approvals that nobody can give',
      { grants: [{ ...ana, may: ['fix'] }], demands: [{ tags: ['prod'], approvals: 1 }] },
      /^wrong: policy.demands\[0\] asks for 1 approval, and nobody may approve/,
    ],
    ['that nobody may fix', {}, /^note: nobody may fix/],
  ])('names %s', async (_name, policy, words) => {
    const around = aroundOf({ policy }, { ...prod, configFile: fileOf(0o600) })
    expect(await found(configuration, around)).toContainEqual(expect.stringMatching(words))
  })

  it('knows who may approve because of the host’s tags', async () => {
    const policy = {
      grants: [{ ...ana, may: ['fix', 'approve'], tags: ['prod'] }],
      demands: [{ tags: ['prod'], approvals: 1 }],
    }
    const results = await found(configuration, aroundOf({ policy }, { ...prod, configFile: fileOf(0o600) }))
    expect(results).toEqual([expect.stringMatching(/^right: /)])
  })

  it.each([
    ['that everybody may write', 0o666, {}, /can be written by everybody/],
    [
      'with a password that everybody may read',
      0o644,
      { redis: 'redis://:secret@10.0.0.1' },
      /holds the password of Redis/,
    ],
  ])('names a file %s', async (_name, mode, settings, words) => {
    const around = aroundOf({ policy: { fix: ana }, ...settings }, { ...prod, configFile: fileOf(mode) })
    expect(await found(configuration, around)).toEqual([expect.stringMatching(words)])
  })

  it('without a file or a host says what to write', async () => {
    expect(await found(configuration, aroundOf({}, { hosts: [] }))).toEqual([
      'note: there is no configuration file',
      'wrong: the inventory is empty: from Slack nothing can be checked',
      expect.stringMatching(/^note: nobody may fix/),
    ])
  })
})
