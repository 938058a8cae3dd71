import type { Answered } from '../../domain/observation.ts'

/** sshd's own words when it has no host key left. */
export const noHostKeys = ({ complaint }: Answered<'sshd-config'>): boolean =>
  /^(sshd: )?no hostkeys available -- exiting\.$/m.test(complaint)

/** The host keys that sshd passes over because others may read them. */
export const tooOpen = ({ complaint }: Answered<'sshd-config'>): { path: string; mode: string }[] =>
  [...complaint.matchAll(/^Permissions (0[0-7]{3}) for '([^'\n]{1,200})' are too open\.$/gm)].map(
    ([, mode = '', path = '']) => ({ path, mode }),
  )
