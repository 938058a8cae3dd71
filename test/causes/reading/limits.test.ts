import { describe, expect, it } from 'vitest'
import { limitFor } from '../../../src/causes/reading/limits.ts'
import type { Limit } from '../../../src/domain/inside/session.ts'

const DEPLOY = { user: 'deploy', groups: ['deploy', 'staff'] }
const limits = (...lines: string[]): Limit[] =>
  lines.map((text, index) => {
    const [domain = '', type = '-', item = '', value = ''] = text.split(' ')
    return {
      file: '/etc/security/limits.conf',
      line: index + 1,
      domain,
      type: type as Limit['type'],
      item,
      value,
      text,
    }
  })
const numberFor = (who: typeof DEPLOY, ...lines: string[]) => limitFor(limits(...lines), 'nproc', who)?.value

describe('the limit that counts', () => {
  it.each([
    [
      'the user’s before the group’s and everybody’s',
      '3',
      ['deploy hard nproc 3', '* hard nproc 9', '@staff - nproc 5'],
    ],
    ['the group’s before everybody’s', '5', ['@staff - nproc 5', '* hard nproc 9']],
    ['the last of equals', '7', ['* hard nproc 9', '* soft nproc 7']],
    ['none of other users and groups', undefined, ['guest hard nproc 1', '@wheel hard nproc 2']],
    ['none of other items', undefined, ['deploy hard nofile 3']],
    ['none where it is unlimited', undefined, ['deploy hard nproc unlimited', 'deploy hard nproc -1']],
  ])('is %s', (_what, value, lines) => expect(numberFor(DEPLOY, ...lines)).toBe(value))

  it('binds root by name alone', () => {
    const root = { user: 'root', groups: ['root'] }
    expect([numberFor(root, '* hard nproc 1'), numberFor(root, 'root hard nproc 2')]).toEqual([undefined, '2'])
  })
})
