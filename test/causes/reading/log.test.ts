import { expect, it } from 'vitest'
import { messageIn } from '../../../src/causes/reading/log.ts'

it.each([
  ['2026-11-21T11:10:27+00:00 web-01 sshd[77]: Connection closed', 'Connection closed'],
  ['2026-11-21T11:10:27+00:00 web-01 sshd-session[77]: a: b[1]: c', 'a: b[1]: c'],
  ['Nov  2 03:04:05 web-01 sshd[4711]: Invalid user x sshd[1]: fatal: y', 'Invalid user x sshd[1]: fatal: y'],
  ['2026-11-21T11:10:27+00:00 web-01 systemd[1]: Started ssh.service.', 'Started ssh.service.'],
  ['-- No entries --', undefined],
  ['', undefined],
])('finds what was said in %s', (line, message) => expect(messageIn(line)).toBe(message))
