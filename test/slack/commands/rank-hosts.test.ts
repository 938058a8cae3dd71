import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src/config/schema.ts'
import { hostsText } from '../../../src/slack/commands/hosts.ts'
import { rankHosts } from '../../../src/slack/commands/rank-hosts.ts'

const host = (name: string, address = '10.0.0.1', tags: string[] = []): Host => ({ name, address, port: 22, tags })
const HOSTS = [
  host('web-01', '10.0.0.5', ['prod']),
  host('web-10', '10.0.0.6', ['prod']),
  host('web-2', '10.0.0.7', ['staging']),
  host('api-web', '10.0.0.8'),
  host('bastion', '10.0.0.9'),
]
const named = (typed: string, first: string[] = []) => rankHosts(typed, HOSTS, first).map(({ name }) => name)

describe('hosts by what is typed', () => {
  it.each([
    ['', ['api-web', 'bastion', 'web-01', 'web-2', 'web-10']],
    ['web', ['web-01', 'web-2', 'web-10', 'api-web']],
    ['WEB-10', ['web-10', 'web-01']],
    ['10.0.0.9', ['bastion']],
    ['w10', ['web-10']],
    ['bastoin', ['bastion']],
    ['prod web', ['web-01', 'web-10']],
    ['stag', ['web-2']],
    ['xyz', []],
  ])('“%s”', (typed, names) => {
    expect(named(typed)).toEqual(names)
  })

  it('those that come first do so among equals alone', () => {
    expect(named('', ['web-10', 'bastion'])).toEqual(['web-10', 'bastion', 'api-web', 'web-01', 'web-2'])
    expect(named('web', ['api-web', 'web-10'])).toEqual(['web-10', 'web-01', 'web-2', 'api-web'])
  })

  it('are hosts of the inventory, each once, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (typed) => {
        const ranked = rankHosts(typed, HOSTS, ['web-2', 'gone'])
        expect(new Set(ranked).size).toBe(ranked.length)
        expect(ranked.every((one) => HOSTS.includes(one))).toBe(true)
      }),
    )
  })

  it('always have the host whose name is typed in front', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HOSTS), fc.array(fc.constantFrom('web-01', 'bastion')), ({ name }, first) => {
        expect(named(name, first)[0]).toBe(name)
      }),
    )
  })
})

describe('a list of hosts', () => {
  it('of a large inventory ends with how to narrow it down', () => {
    const many = Array.from({ length: 900 }, (_, index) => host(`web-${index}`, '10.0.0.1', [`rack-${index % 7}`]))
    const text = hostsText(many, [])
    expect(text.length).toBeLessThan(3_000)
    const shown = text.match(/`web-\d+`/g)?.length ?? 0
    expect(text).toContain(`… and ${900 - shown} more.`)
    expect(text).toContain('/ssh-check hosts WORD')
  })
  it('names those first that have an alert, of those that are listed', () => {
    const failing = new Set(['web-10', 'db-99', 'web-2'])
    expect(hostsText(HOSTS, [], failing).split('\n')[1]).toBe('⚠ *Failing now, with an alert:* `web-2` `web-10`')
    expect(hostsText(HOSTS, ['prod'], failing).split('\n')[1]).toBe('⚠ *Failing now, with an alert:* `web-10`')
    expect(hostsText(HOSTS, ['bastion'], failing)).not.toContain('⚠')
  })
})
