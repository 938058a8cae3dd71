import { describe, expect, it } from 'vitest'
import { reading } from './transcript.ts'

const FILE = '/etc/ssh/sshd_config'
const refused = {
  'sshd.path': '/usr/sbin/sshd',
  global: { exit: 255, output: 'x' },
  test: { exit: 255, output: `${FILE}: line 9: Bad configuration option: PermitRootLogn` },
}

describe('copies of a file that sshd refuses', () => {
  it('are told with their owner, their mode, and what sshd says of each', () => {
    const seen = reading('sshd-config', {
      ...refused,
      copies: `644 0 1795262420 ${FILE}.bak\n664 1000 1795262000 ${FILE}~`,
      [`copy:${FILE}.bak`]: '',
      [`copy:${FILE}~`]: { exit: 255, output: `${FILE}~: line 1: Bad configuration option: X` },
    })
    expect(seen).toMatchObject({
      copies: [
        { path: `${FILE}.bak`, mode: '644', uid: 0, modifiedS: 1_795_262_420, complaint: '' },
        { path: `${FILE}~`, mode: '664', uid: 1000, complaint: `${FILE}~: line 1: Bad configuration option: X` },
      ],
    })
  })

  it('count only where sshd was asked as root, and stat knew them', () => {
    const copies = (change: object) => reading('sshd-config', { ...refused, ...change })
    const path = `copy:${FILE}.bak`
    expect(copies({ copies: `644 0 1 ${FILE}.bak`, [path]: { how: 'denied', output: '' } })).toMatchObject({
      copies: [],
    })
    expect(copies({ [path]: '' })).toMatchObject({ copies: [] })
  })
})
