import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src/config/schema.ts'
import { editDistance, findHost } from '../../../src/slack/commands/find-host.ts'

const host = (name: string, address: string): Host => ({ name, address, port: 22, tags: [] })
const hosts = [
  host('web-01', '10.0.0.5'),
  host('web-02', '10.0.0.6'),
  host('Mail', '10.0.0.7'),
  host('db-primary', '10.0.0.8'),
]

describe('finding a host', () => {
  it.each([
    ['web-01', 'web-01'],
    ['WEB-01', 'web-01'],
    ['mail', 'Mail'],
    ['10.0.0.8', 'db-primary'],
  ])('takes %s for %s', (typed, name) => {
    expect(findHost(typed, hosts)).toMatchObject({ found: true, host: { name } })
  })

  it.each([
    ['wbe-01', ['web-01']],
    ['web-1', ['web-01']],
    ['web-03', ['web-01', 'web-02']],
    ['web-01.example.com', ['web-01']],
    ['dbprimary', ['db-primary']],
    ['zzzzzz', []],
  ])('does not know %s, and suggests %j', (typed, nearest) => {
    expect(findHost(typed, hosts)).toEqual({ found: false, nearest })
  })
})

describe('the distance of two names', () => {
  it.each([
    ['web', 'web', 0],
    ['web', 'wbe', 1],
    ['web', 'we', 1],
    ['web', 'webs', 1],
    ['web', 'wob', 1],
    ['', 'web', 3],
    ['kitten', 'sitting', 3],
  ])('from %s to %s is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
    expect(editDistance(b, a)).toBe(distance)
  })
})
