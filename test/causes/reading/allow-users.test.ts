import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../../src/causes/reading/allow-users.ts'

const login = { user: 'deploy', groups: ['deploy', 'ops'], address: '203.0.113.7' }

describe('who sshd_config lets in', () => {
  it.each([
    ['nothing is set', {}, undefined],
    ['the user is listed', { allowusers: ['medic', 'deploy'] }, undefined],
    ['the user is not listed', { allowusers: ['medic root'] }, 'allowusers'],
    ['the user is denied', { denyusers: ['deploy'] }, 'denyusers'],
    ['a pattern denies', { denyusers: ['dep*'] }, 'denyusers'],
    ['denied from this network only', { denyusers: ['deploy@203.0.113.0/24'] }, 'denyusers'],
    ['denied from another network', { denyusers: ['deploy@198.51.100.0/24'] }, undefined],
    ['allowed from an address pattern', { allowusers: ['deploy@203.0.113.*'] }, undefined],
    ['a group is denied', { denygroups: ['ops'] }, 'denygroups'],
    ['no group is allowed', { allowgroups: ['wheel'] }, 'allowgroups'],
    ['one group is allowed', { allowgroups: ['wheel', 'op?'] }, undefined],
    ['deny beats allow', { allowusers: ['deploy'], denyusers: ['deploy'] }, 'denyusers'],
  ])('%s', (_name, config: Record<string, string[]>, directive) => {
    expect(refusalOf(config, login)?.directive).toBe(directive)
  })

  it('is not certain when a pattern names hosts by name', () => {
    expect(refusalOf({ allowusers: ['deploy@*.example.com'] }, login)).toMatchObject({ certain: false })
  })

  it('is not certain about a group whose name may hold a blank', () => {
    const ofDomain = { ...login, groups: ['domain', 'users', 'web', 'admins'] }
    expect(refusalOf({ allowgroups: ['web?admins'] }, ofDomain)).toMatchObject({ certain: false })
    expect(refusalOf({ allowgroups: ['db?admins'] }, ofDomain)).toMatchObject({ certain: true })
  })

  it('is not certain about a network when nobody named the client', () => {
    expect(refusalOf({ allowusers: ['deploy@10.0.0.0/8'] }, { ...login, address: undefined })).toMatchObject({
      certain: false,
    })
  })
})
